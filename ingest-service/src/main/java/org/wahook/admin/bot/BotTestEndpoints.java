package org.wahook.admin.bot;

import java.util.List;
import org.wahook.admin.rest.Endpoint;
import org.wahook.admin.rest.Request;
import org.wahook.admin.rest.RestAnswer;

/** {@code POST /api/v1/chatbots/{chatbotId}/test} */
public final class BotTestEndpoints {

    private static final String TEST = "/api/v1/chatbots/{chatbotId}/test";

    private final BotTestOperations operations;

    public BotTestEndpoints(BotTestOperations operations) {
        this.operations = operations;
    }

    public List<Endpoint> endpoints() {
        return List.of(Endpoint.post(TEST, this::test));
    }

    private RestAnswer test(Request request) {
        String id = request.path("chatbotId");
        if (!operations.exists(id)) {
            return RestAnswer.notFound("chatbot");
        }
        return operations.parse(request.body()).then(text -> switch (operations.test(id, text)) {
            case BotTestResult.Tested(BotTestReport report) -> RestAnswer.ok(BotTestJson.of(report));
            case BotTestResult.NotTested refused -> RestAnswer.refused(refused);
        });
    }
}
