package org.wahook.sandbox.phone;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.wahook.testbed.meta.SimulatedMeta;
import org.wahook.testbed.meta.WebhookSender;
import org.wahook.testbed.responder.ReceivedQuestion;
import org.wahook.testbed.responder.ResponseBehaviour;
import org.wahook.testbed.responder.SimulatedResponseApi;

/**
 * What the phone plays with.
 *
 * @param sender signs and posts to ingest
 * @param usualAnswer what the AI says in good weather
 * @param worker empty where it runs out of our reach, in a container of its own
 */
public record SimulatedPeers(
        SimulatedMeta meta,
        SimulatedResponseApi responseApi,
        WebhookSender sender,
        Function<ReceivedQuestion, ResponseBehaviour> usualAnswer,
        String databaseUrl,
        String rabbitUrl,
        List<ChatClient> clients,
        Optional<Worker> worker) {

    /**
     * A worker in our hands.
     *
     * @param kill returns when it is gone
     * @param revive returns when it is ready again
     */
    public record Worker(Runnable kill, Runnable revive) {}

    public SimulatedPeers {
        clients = List.copyOf(clients);
    }

    Optional<ChatClient> client(String chatbotId) {
        return clients.stream()
                .filter(client -> client.chatbotId().equals(chatbotId))
                .findFirst();
    }

    /** The client that sends with this token. */
    Optional<ChatClient> clientWithToken(String accessToken) {
        return clients.stream()
                .filter(client -> client.accessToken().equals(accessToken))
                .findFirst();
    }
}
