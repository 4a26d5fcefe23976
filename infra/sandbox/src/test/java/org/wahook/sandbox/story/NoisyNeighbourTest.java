package org.wahook.sandbox.story;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.wahook.testbed.meta.Customer;
import org.wahook.testbed.responder.ResponseBehaviour.After;

class NoisyNeighbourTest {

    private static final int CLIENTS = 5;
    private static final int PEOPLE = 200;
    private static final int MESSAGES = 3;

    private static StoryFixture stage;

    @BeforeAll
    static void open() {
        stage = StoryFixture.open(2, Map.of());
        stage.ai()
                .answer(asked ->
                        new After(Duration.ofMillis(ThreadLocalRandom.current().nextInt(30)), Replies.naming(asked)));
    }

    @AfterAll
    static void close() {
        stage.close();
    }

    /** The same people write to every client, so that neither the phone number nor the client alone tells who it is. */
    @Test
    void nobody_of_a_thousand_customers_at_once_gets_the_reply_of_somebody_else() {
        List<Conversation> conversations = new ArrayList<>();
        for (int c = 0; c < CLIENTS; c++) {
            Client client = stage.client("client" + c);
            for (int p = 0; p < PEOPLE; p++) {
                conversations.add(
                        Conversation.of(client, Customer.withPhone("49151000%04d".formatted(p), "P" + p), MESSAGES));
            }
        }
        Semaphore connections = new Semaphore(100);
        Instant at = Instant.now();

        StoryFixture.atOnce(conversations.stream()
                .map(conversation -> (Callable<Void>) () -> {
                    for (String message : conversation.messages()) {
                        connections.acquire();
                        try {
                            stage.post(conversation.webhook(message, at));
                        } finally {
                            connections.release();
                        }
                    }
                    return null;
                })
                .toList());
        stage.settle();

        Conversation.assertAllWentWell(stage, conversations);
    }
}
