package org.wahook.sandbox.story;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.wahook.testbed.meta.Customer;

/** Meta delivers at least once, and at times all at once. */
class DuplicatesTest {

    private static final int COPIES = 5;

    private static Instant now;
    private static StoryFixture stage;

    @BeforeAll
    static void open() {
        now = Instant.now();
        stage = StoryFixture.open(2, Map.of());
        stage.ai().answer(Replies::naming);
    }

    @AfterAll
    static void close() {
        stage.close();
    }

    @Test
    void a_message_that_comes_five_times_at_once_and_again_later_is_stored_asked_and_answered_once() {
        Client shop = stage.client("shop");
        List<Conversation> conversations = IntStream.range(0, 30)
                .mapToObj(i -> Conversation.of(shop, Customer.withPhone("49151000%04d".formatted(i), "C" + i), 3))
                .toList();

        // Wave after wave, so that the copies of one message race each other and the order stays Meta's.
        for (int wave = 0; wave < 3; wave++) {
            StoryFixture.atOnce(copiesOf(conversations, List.of(wave)));
        }
        stage.settle();
        Conversation.assertAllWentWell(stage, conversations);

        StoryFixture.atOnce(copiesOf(conversations, List.of(0, 1, 2)));
        stage.settle();
        Conversation.assertAllWentWell(stage, conversations);
    }

    private static List<Callable<Void>> copiesOf(List<Conversation> conversations, List<Integer> messages) {
        List<Callable<Void>> copies = new ArrayList<>();
        for (Conversation conversation : conversations) {
            for (int message : messages) {
                byte[] webhook = conversation.webhook(conversation.messages().get(message), now);
                copies.addAll(Collections.nCopies(COPIES, () -> {
                    stage.post(webhook);
                    return null;
                }));
            }
        }
        Collections.shuffle(copies, new Random(4));
        return copies;
    }
}
