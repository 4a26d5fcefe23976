package org.wahook.sandbox.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.wahook.testbed.meta.Customer;
import org.wahook.testbed.meta.WebhookBodies;
import org.wahook.testbed.responder.ResponseBehaviour.After;

/** What SIGTERM does, under load. */
class ShutdownTest {

    private StoryFixture stage;
    private Client shop;

    @BeforeEach
    void open() {
        stage = StoryFixture.open(2, Map.of());
        shop = stage.client("shop");
        stage.ai()
                .answer(asked ->
                        new After(Duration.ofMillis(ThreadLocalRandom.current().nextInt(60)), Replies.naming(asked)));
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void workers_that_go_one_after_the_other_lose_nothing_and_do_nothing_twice() {
        Instant at = Instant.now();
        List<Conversation> conversations = IntStream.range(0, 80)
                .mapToObj(i -> Conversation.of(shop, Customer.withPhone("49151000%04d".formatted(i), "C" + i), 8))
                .toList();
        List<Callable<Void>> deeds = new ArrayList<>();
        conversations.forEach(conversation -> deeds.add(() -> {
            conversation.messages().forEach(message -> stage.post(conversation.webhook(message, at)));
            return null;
        }));
        deeds.add(() -> {
            // The first one is the one that routes.
            for (int replies : List.of(30, 90)) {
                StoryFixture.soon("so many replies", () -> stage.meta().sentCount() >= replies);
                stage.system().remove(stage.system().workers().getFirst());
                stage.system().addWorker();
            }
            return null;
        });

        StoryFixture.atOnce(deeds);
        stage.settle();

        Conversation.assertAllWentWell(stage, conversations);
    }

    @Test
    void every_200_of_an_ingest_that_goes_is_a_stored_and_answered_message() {
        Queue<String> taken = new ConcurrentLinkedQueue<>();
        AtomicBoolean stopped = new AtomicBoolean();
        List<Callable<Void>> deeds = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Customer customer = Customer.withPhone("49151000%04d".formatted(i), "C" + i);
            deeds.add(() -> {
                while (!stopped.get()) {
                    postOnce(customer, taken);
                }
                return null;
            });
        }
        deeds.add(() -> {
            StoryFixture.soon("there is some load", () -> taken.size() > 300);
            stage.system().stopIngest();
            stopped.set(true);
            return null;
        });

        StoryFixture.atOnce(deeds);
        StoryFixture.soon(
                "all are stored",
                () -> stage.query("SELECT wa_message_id FROM messages WHERE direction = 'inbound'")
                        .containsAll(taken));
        stage.staysQuiet();

        assertThat(stage.query("SELECT status FROM messages WHERE direction = 'inbound'"))
                .hasSizeGreaterThanOrEqualTo(taken.size())
                .containsOnly("answered");
        List<String> answered = Replies.answeredBy(stage.meta().sent());
        assertThat(answered).doesNotHaveDuplicates().containsAll(taken);
    }

    /** Says 503, or closes the connection, once it stops. */
    private void postOnce(Customer customer, Queue<String> taken) {
        String wamid = StoryFixture.newWamid();
        byte[] body = WebhookBodies.text(shop.number(), customer, wamid, Instant.now(), wamid);
        try {
            if (stage.sender().post(body).status() == 200) {
                taken.add(wamid);
            }
        } catch (UncheckedIOException refused) {
            assertThat(stage.system().ingest().health().ready()).isFalse();
        }
    }
}
