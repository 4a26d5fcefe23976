package org.wahook.admin.health;

import java.util.List;
import org.wahook.admin.rest.Endpoint;
import org.wahook.admin.rest.Request;
import org.wahook.admin.rest.RestAnswer;

/** {@code /api/v1/health} */
public final class AccountHealthEndpoints {

    private final AccountHealthOperations operations;

    public AccountHealthEndpoints(AccountHealthOperations operations) {
        this.operations = operations;
    }

    public List<Endpoint> endpoints() {
        return List.of(Endpoint.get("/api/v1/health/accounts", this::list));
    }

    private RestAnswer list(Request request) {
        return AccountHealthQuery.read(request.query())
                .then(query -> operations.list(query).toAnswer(AccountHealth::toJson));
    }
}
