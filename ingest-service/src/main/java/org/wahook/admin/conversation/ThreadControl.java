package org.wahook.admin.conversation;

import java.util.List;
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

    ThreadControlResult perform(long id, ThreadChange change) {
        return store.find(id).map(it -> perform(id, it, change)).orElseGet(ThreadControlResult.Missing::new);
    }

    private ThreadControlResult perform(long id, ThreadStore.Addressee addressee, ThreadChange change) {
        return switch (addressee.token()) {
            case Decrypted.Unreadable(String why) ->
                new ThreadControlResult.RefusedByMeta("the access token can't be decrypted: " + why);
            case Decrypted.Clear(Secret token) ->
                switch (graph.post(
                        List.of(addressee.phoneNumberId(), "thread_control"), request(addressee, change), token)) {
                    case GraphAnswer.Refused(int code, String line) -> new ThreadControlResult.RefusedByMeta(line);
                    case GraphAnswer.Unclear(String line) -> new ThreadControlResult.Unclear(line);
                    case GraphAnswer.Fine(var body) ->
                        new ThreadControlResult.Done(
                                store.owned(id, change.action().owner(), newRole(change)));
                };
        };
    }

    private static String newRole(ThreadChange change) {
        return change.action() == ThreadChange.Action.PASS ? change.targetRole().orElse("escalation") : "";
    }

    private static ObjectNode request(ThreadStore.Addressee addressee, ThreadChange change) {
        ObjectNode body = Json.object().put("messaging_product", "whatsapp");
        if (addressee.userId() != null) {
            body.put("recipient", addressee.userId());
        } else {
            body.put("to", "+" + (addressee.phone() == null ? addressee.contactId() : addressee.phone()));
        }
        body.put("action", change.action().word());
        change.metadata().ifPresent(it -> body.put("metadata", it));
        change.targetRole().ifPresent(it -> body.putObject("control_pass").put("target_role", it));
        return body;
    }
}
