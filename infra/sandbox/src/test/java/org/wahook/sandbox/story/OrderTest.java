package org.wahook.sandbox.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.wahook.testbed.meta.Customer;
import org.wahook.testbed.responder.ResponseBehaviour.After;
import org.wahook.testbed.responder.ResponseBehaviour.Raw;
import org.wahook.testbed.responder.ResponseBehaviour.Reply;
import org.wahook.testbed.responder.Turn;

class OrderTest {

    private StoryFixture stage;
    private Client shop;

    @BeforeEach
    void open() {
        stage = StoryFixture.open(2, Map.of("WORKER_CONCURRENCY", "200", "CLIENT_CONCURRENCY", "100"));
        shop = stage.client("shop");
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void questions_and_replies_of_a_hundred_quick_conversations_stay_in_order_over_two_workers() {
        stage.ai()
                .answer(asked ->
                        new After(Duration.ofMillis(ThreadLocalRandom.current().nextInt(40)), Replies.naming(asked)));
        // Meta's timestamps are whole seconds: all of these are the same.
        Instant at = Instant.now();
        List<Conversation> conversations = IntStream.range(0, 100)
                .mapToObj(i -> Conversation.of(shop, Customer.withPhone("49151000%04d".formatted(i), "C" + i), 8))
                .toList();

        StoryFixture.atOnce(conversations.stream()
                .map(conversation -> (Callable<Void>) () -> {
                    conversation.messages().forEach(message -> stage.post(conversation.webhook(message, at)));
                    return null;
                })
                .toList());
        stage.settle();

        Conversation.assertAllWentWell(stage, conversations);
    }

    @Test
    void what_the_bot_kept_silent_about_or_failed_at_stays_at_its_place_in_the_history() {
        Customer anna = Customer.withPhone("4915112345678", "Anna");
        stage.ai().answer(asked -> switch (asked.lastUserContent()) {
            case "unheard" -> new Reply("");
            case "unlucky" -> Raw.json(400, "{}");
            default -> new Reply("re " + asked.lastUserContent());
        });

        for (String text : List.of("first", "unheard", "second", "unlucky", "third", "fourth")) {
            stage.say(shop, anna, text);
            stage.settle();
        }

        assertThat(stage.ai().asked().getLast().query())
                .containsExactly(
                        new Turn("user", "first"),
                        new Turn("assistant", "re first"),
                        new Turn("user", "unheard"),
                        new Turn("user", "second"),
                        new Turn("assistant", "re second"),
                        new Turn("user", "unlucky"),
                        new Turn("user", "third"),
                        new Turn("assistant", "re third"),
                        new Turn("user", "fourth"));
    }
}
