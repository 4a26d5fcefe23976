package org.wahook.admin.conversation;

import java.util.List;
import java.util.Optional;
import org.wahook.admin.graph.GraphAnswer;
import org.wahook.admin.graph.GraphClient;
import org.wahook.platform.config.Secret;
import org.wahook.platform.json.Json;
import org.wahook.platform.secrets.Decrypted;
import tools.jackson.databind.node.ObjectNode;

/**
 * Takes, passes and releases the thread with a customer, by Meta's {@code thread_control}. What Meta accepted is written
 * down at once; another app's decisions come by webhook.
 */
public final class ThreadControl {

    private final ThreadStore store;
    private final GraphClient graph;

    public ThreadControl(ThreadStore store, GraphClient graph) {
        this.store = store;
        this.graph = graph;
    }

    /** What is asked for. */
    enum Action {
        TAKE("take", "app"),
        PASS("pass", "other"),
        RELEASE("release", "idle");

        private final String word;
        private final String owner;

        Action(String word, String owner) {
            this.word = word;
            this.owner = owner;
        }

        static Action of(String word) {
            return List.of(values()).stream()
                    .filter(it -> it.word.equals(word))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** What came of it. */
    sealed interface Result {
        record Done(Conversation conversation) implements Result {}

        record Missing() implements Result {}

        /** @param line in Meta's words, or why its token can't be used */
        record Refused(String line) implements Result {}

        /** Nobody knows whether Meta has done it. */
        record Unclear(String line) implements Result {}
    }

    /**
     * @param role whom to pass it to; empty for the escalation partner
     * @param metadata handed to the next owner as it is
     */
    Result perform(long id, Action action, Optional<String> role, Optional<String> metadata) {
        return store.find(id).map(it -> perform(id, it, action, role, metadata)).orElseGet(Result.Missing::new);
    }

    private Result perform(
            long id, ThreadStore.Addressee addressee, Action action, Optional<String> role, Optional<String> metadata) {
        return switch (addressee.token()) {
            case Decrypted.Unreadable(String why) -> new Result.Refused("the access token can't be decrypted: " + why);
            case Decrypted.Clear(Secret token) ->
                switch (graph.post(
                        List.of(addressee.phoneNumberId(), "thread_control"),
                        request(addressee, action, role, metadata),
                        token)) {
                    case GraphAnswer.Refused(int code, String line) -> new Result.Refused(line);
                    case GraphAnswer.Unclear(String line) -> new Result.Unclear(line);
                    case GraphAnswer.Fine(var body) ->
                        new Result.Done(store.owned(id, action.owner, newRole(action, role)));
                };
        };
    }

    private static String newRole(Action action, Optional<String> role) {
        return action == Action.PASS ? role.orElse("escalation") : "";
    }

    private static ObjectNode request(
            ThreadStore.Addressee addressee, Action action, Optional<String> role, Optional<String> metadata) {
        ObjectNode body = Json.object().put("messaging_product", "whatsapp");
        if (addressee.userId() != null) {
            body.put("recipient", addressee.userId());
        } else {
            body.put("to", "+" + (addressee.phone() == null ? addressee.contactId() : addressee.phone()));
        }
        body.put("action", action.word);
        metadata.ifPresent(it -> body.put("metadata", it));
        role.ifPresent(it -> body.putObject("control_pass").put("target_role", it));
        return body;
    }
}
