package org.wahook.admin.integration;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.wahook.admin.integration.IntegrationOperations.CreateRequest;
import org.wahook.admin.rest.Endpoint;
import org.wahook.admin.rest.Form;
import org.wahook.admin.rest.IfMatch;
import org.wahook.admin.rest.Request;
import org.wahook.admin.rest.RestAnswer;

/** {@code /api/v1/whatsapp/integration} */
public final class IntegrationEndpoints {

    private static final String PATH = "/api/v1/whatsapp/integration";
    private static final String ONE = PATH + "/{id}";

    private final IntegrationOperations operations;

    public IntegrationEndpoints(IntegrationOperations operations) {
        this.operations = operations;
    }

    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.post(PATH, this::create),
                Endpoint.get(PATH, this::list),
                Endpoint.get(ONE, this::read),
                Endpoint.patch(ONE, this::change),
                Endpoint.delete(ONE, this::deactivate));
    }

    private RestAnswer create(Request request) {
        Form query = Form.of(request.query());
        boolean verify = query.optionalTruth("verify").orElse(false);
        return query.complete(() -> verify)
                .then(asked -> NewIntegration.read(request.body())
                        .then(wanted -> create(new CreateRequest(wanted, asked, request.idempotencyKey()))));
    }

    private RestAnswer create(CreateRequest request) {
        return switch (operations.create(request)) {
            case IntegrationCreation.Created(ConnectedIntegration made) ->
                withTag(RestAnswer.created(location(made.integration().id()), made.toJson()), made.integration());
            case IntegrationCreation.Repeated(ConnectedIntegration same) ->
                withTag(
                        RestAnswer.ok(same.toJson())
                                .with("Location", location(same.integration().id())),
                        same.integration());
            case IntegrationCreation.NotCreated refused -> RestAnswer.refused(refused);
        };
    }

    private RestAnswer list(Request request) {
        return IntegrationFilter.read(request.query())
                .then(filter -> operations.list(filter).toAnswer(Integration::toJson));
    }

    private RestAnswer read(Request request) {
        return request.uuid("id")
                .flatMap(operations::find)
                .<RestAnswer>map(IntegrationEndpoints::answer)
                .orElseGet(() -> RestAnswer.notFound("integration"));
    }

    private RestAnswer change(Request request) {
        return IntegrationChange.read(request.body())
                .then(change -> apply(
                        request, id -> operations.change(id, change, request.ifMatch()), IntegrationEndpoints::answer));
    }

    private RestAnswer deactivate(Request request) {
        return apply(request, id -> operations.deactivate(id, request.ifMatch()), made -> RestAnswer.nothing());
    }

    private static RestAnswer apply(
            Request request, Function<UUID, IntegrationChangeResult> work, Function<Integration, RestAnswer> done) {
        Optional<IntegrationChangeResult> result = request.uuid("id").map(work);
        return switch (result.orElseGet(IntegrationChangeResult.Missing::new)) {
            case IntegrationChangeResult.Changed(Integration made) -> done.apply(made);
            case IntegrationChangeResult.NotChanged refused -> RestAnswer.refused(refused);
        };
    }

    private static RestAnswer answer(Integration integration) {
        return withTag(RestAnswer.ok(integration.toJson()), integration);
    }

    private static RestAnswer withTag(RestAnswer.Content content, Integration integration) {
        return content.with("ETag", IfMatch.etag(integration.version()));
    }

    static String location(UUID id) {
        return PATH + "/" + id;
    }
}
