package org.wahook.admin.chatbot;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.wahook.admin.rest.Endpoint;
import org.wahook.admin.rest.FieldProblem;
import org.wahook.admin.rest.IfMatch;
import org.wahook.admin.rest.Problem;
import org.wahook.admin.rest.Request;
import org.wahook.admin.rest.RestAnswer;

/** {@code /api/v1/chatbots} */
public final class ChatbotEndpoints {

    private static final String ONE = "/api/v1/chatbots/{chatbotId}";

    private final ChatbotOperations operations;

    public ChatbotEndpoints(ChatbotOperations operations) {
        this.operations = operations;
    }

    public List<Endpoint> endpoints() {
        return List.of(Endpoint.get(ONE, this::read), Endpoint.put(ONE, this::write));
    }

    private RestAnswer read(Request request) {
        return operations
                .find(request.path("chatbotId"))
                .<RestAnswer>map(found -> withTag(RestAnswer.ok(found.toJson()), found))
                .orElseGet(() -> RestAnswer.notFound("chatbot"));
    }

    private RestAnswer write(Request request) {
        String id = request.path("chatbotId");
        Optional<String> complaint = ChatbotRules.ID.complaint(id);
        if (complaint.isPresent()) {
            return RestAnswer.refused(
                    Problem.invalid(List.of(new FieldProblem("chatbotId", "must " + complaint.get()))));
        }
        return operations.parse(request.body()).then(change -> switch (operations.write(
                id, change, request.ifMatch())) {
            case ChatbotWriteResult.Created(Chatbot made) ->
                withTag(new RestAnswer.Content(201, Map.of(), made.toJson()), made);
            case ChatbotWriteResult.Changed(Chatbot made) -> withTag(RestAnswer.ok(made.toJson()), made);
            case ChatbotWriteResult.NotWritten refused -> RestAnswer.refused(refused);
        });
    }

    private static RestAnswer withTag(RestAnswer.Content content, Chatbot chatbot) {
        return content.with("ETag", IfMatch.etag(chatbot.version()));
    }
}
