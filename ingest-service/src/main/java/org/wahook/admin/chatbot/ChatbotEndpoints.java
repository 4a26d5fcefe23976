package org.wahook.admin.chatbot;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.wahook.admin.audit.Audit;
import org.wahook.admin.rest.Answer;
import org.wahook.admin.rest.Endpoint;
import org.wahook.admin.rest.FieldProblem;
import org.wahook.admin.rest.IfMatch;
import org.wahook.admin.rest.Problem;
import org.wahook.admin.rest.Request;
import org.wahook.platform.outgoing.OutgoingAddresses;

/** {@code /api/v1/chatbots} */
public final class ChatbotEndpoints {

    private static final String ONE = "/api/v1/chatbots/{chatbotId}";

    private static final FieldProblem KEY_NEEDED = new FieldProblem(
            "apiKey", "must be given again: settings.responseApiBaseUrl would send it to another origin");

    private final ChatbotStore store;
    private final OutgoingAddresses addresses;

    /** @param addresses that clients' own response APIs may have */
    public ChatbotEndpoints(ChatbotStore store, OutgoingAddresses addresses) {
        this.store = store;
        this.addresses = addresses;
    }

    public List<Endpoint> endpoints() {
        return List.of(Endpoint.get(ONE, this::read), Endpoint.put(ONE, this::write));
    }

    private Answer read(Request request) {
        String id = request.path("chatbotId");
        return ChatbotRules.ID.complaint(id).isPresent()
                ? Answer.notFound("chatbot")
                : store.find(id)
                        .<Answer>map(found -> answer(Answer.ok(found.toJson()), found))
                        .orElseGet(() -> Answer.notFound("chatbot"));
    }

    private Answer write(Request request) {
        String id = request.path("chatbotId");
        Optional<String> complaint = ChatbotRules.ID.complaint(id);
        if (complaint.isPresent()) {
            return Answer.refused(Problem.invalid(List.of(new FieldProblem("chatbotId", "must " + complaint.get()))));
        }
        return ChatbotChange.read(request.body(), addresses).then(change -> switch (store.write(
                id, change, request.ifMatch())) {
            case ChatbotStore.Written.Created(Chatbot made) -> {
                Audit.changed("chatbot created: " + change.fields(), "chatbot_id", id);
                yield answer(new Answer.Content(201, Map.of(), made.toJson()), made);
            }
            case ChatbotStore.Written.Changed(Chatbot made) -> {
                Audit.changed("chatbot changed: " + change.fields(), "chatbot_id", id);
                yield answer(Answer.ok(made.toJson()), made);
            }
            case ChatbotStore.Written.Stale(String version) -> Answer.stale(version);
            case ChatbotStore.Written.KeyNeeded() -> Answer.refused(Problem.invalid(List.of(KEY_NEEDED)));
        });
    }

    private static Answer answer(Answer.Content content, Chatbot chatbot) {
        return content.with("ETag", IfMatch.etag(chatbot.version()));
    }
}
