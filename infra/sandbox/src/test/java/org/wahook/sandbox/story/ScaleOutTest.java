package org.wahook.sandbox.story;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.wahook.testbed.meta.Customer;
import org.wahook.testbed.responder.ResponseBehaviour.After;
import org.wahook.worker.WorkerApp;

class ScaleOutTest {

    private static final int MESSAGES = 12;
    private static final Map<String, String> SETTINGS =
            Map.of("WORKER_CONCURRENCY", "100", "HISTORY_MESSAGES", "50", "REPLY_LANES", "8");

    private final StoryFixture stage = StoryFixture.open(1, SETTINGS);
    private final Set<String> answered = ConcurrentHashMap.newKeySet();
    private final List<Conversation> conversations = conversations();

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void replicas_that_come_and_go_under_load_lose_nothing_and_keep_the_order() {
        WorkerApp first = stage.system().workers().getFirst();
        CompletableFuture<Void> talk = talk();

        answeredAreAtLeast(100);
        WorkerApp second = stage.system().addWorker();
        stage.system().addWorker();
        answeredAreAtLeast(300);
        // It routes the events, too: another takes that over.
        stage.system().remove(first);
        answeredAreAtLeast(500);
        stage.system().addWorker();
        stage.system().remove(second);

        talk.join();
        stage.settle();
        Conversation.assertAllWentWell(stage, conversations);
    }

    @Test
    void lanes_grow_from_8_to_16_under_load_replica_by_replica() {
        WorkerApp old = stage.system().workers().getFirst();
        CompletableFuture<Void> talk = talk();

        answeredAreAtLeast(200);
        stage.system().addWorker(Map.of("REPLY_LANES", "16"));
        answeredAreAtLeast(400);
        stage.system().remove(old);

        talk.join();
        stage.settle();
        Conversation.assertAllWentWell(stage, conversations);
    }

    /** Enough clients that each lane, old or new, has some. */
    private List<Conversation> conversations() {
        List<Client> clients =
                IntStream.range(0, 20).mapToObj(i -> stage.client("client" + i)).toList();
        return IntStream.range(0, 80)
                .mapToObj(i -> Conversation.of(
                        clients.get(i % clients.size()),
                        Customer.withPhone("49151000%04d".formatted(i), "C" + i),
                        MESSAGES))
                .toList();
    }

    /** Everybody writes two messages, waits until both are answered, and writes the next two. */
    private CompletableFuture<Void> talk() {
        stage.meta().whenSent(sent -> answered.addAll(Replies.answeredBy(sent)));
        stage.ai()
                .answer(asked ->
                        new After(Duration.ofMillis(ThreadLocalRandom.current().nextInt(100)), Replies.naming(asked)));
        return CompletableFuture.runAsync(() -> StoryFixture.atOnce(conversations.stream()
                .map(conversation -> (Callable<Void>) () -> talk(conversation))
                .toList()));
    }

    private Void talk(Conversation conversation) {
        List<String> messages = conversation.messages();
        for (int i = 0; i < messages.size(); i += 2) {
            List<String> both = messages.subList(i, i + 2);
            both.forEach(message -> stage.post(conversation.webhook(message, Instant.now())));
            StoryFixture.soon("both are answered", () -> answered.containsAll(both));
        }
        return null;
    }

    private void answeredAreAtLeast(int messages) {
        StoryFixture.soon(messages + " messages are answered", () -> answered.size() >= messages);
    }
}
