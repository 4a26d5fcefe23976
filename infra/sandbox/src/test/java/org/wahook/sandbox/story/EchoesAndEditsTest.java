package org.wahook.sandbox.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.wahook.testbed.meta.Customer;
import org.wahook.testbed.meta.MessageBodies;
import org.wahook.testbed.meta.OtherFields;
import org.wahook.testbed.meta.SentMessage;
import org.wahook.testbed.meta.WebhookBodies;
import org.wahook.testbed.responder.ResponseBehaviour;

/** Edits before their messages and echoes, each several times at once, while a worker goes away. */
class EchoesAndEditsTest {

    private static final int CUSTOMERS = 20;
    private static final int COPIES = 3;

    private static StoryFixture stage;

    @BeforeAll
    static void open() {
        stage = StoryFixture.open(2, Map.of("HUMAN_PAUSE", "1s"));
        stage.ai().answer(asked -> new ResponseBehaviour.After(Duration.ofMillis(300), Replies.naming(asked)));
    }

    @AfterAll
    static void close() {
        stage.close();
    }

    @Test
    void an_edited_question_is_answered_once_in_its_new_words_and_an_echo_is_one_row() {
        Client shop = stage.client("edits");
        Instant now = Instant.now();
        List<Customer> editing = customers("49152");
        List<Customer> waiting = customers("49153");
        for (int i = 0; i < CUSTOMERS; i++) {
            stage.post(WebhookBodies.messages(
                    shop.number(),
                    editing.get(i),
                    MessageBodies.edit(editing.get(i), "e" + i, now, "q" + i, "three " + i)));
        }
        List<Callable<Void>> deeds = new ArrayList<>();
        for (int i = 0; i < CUSTOMERS; i++) {
            byte[] question =
                    WebhookBodies.text(shop.number(), editing.get(i), "q" + i, now.minusSeconds(2), "two " + i);
            byte[] other =
                    WebhookBodies.text(shop.number(), waiting.get(i), "w" + i, now.minusSeconds(2), "asked " + i);
            byte[] echo = OtherFields.messageEcho(shop.number(), waiting.get(i), "h" + i, now, "a person, " + i);
            for (int copy = 0; copy < COPIES; copy++) {
                deeds.add(() -> posted(question));
                deeds.add(() -> posted(other));
                deeds.add(() -> posted(echo));
            }
        }
        deeds.add(deeds.size() / 2, () -> {
            stage.system().remove(stage.system().workers().getFirst());
            stage.system().addWorker();
            return null;
        });
        StoryFixture.atOnce(deeds);
        stage.settle();

        for (int i = 0; i < CUSTOMERS; i++) {
            assertThat(stage.meta().sentTo(StoryFixture.contactId(editing.get(i))))
                    .extracting(SentMessage::text)
                    .containsExactly("re: three " + i);
        }
        assertThat(stage.query(
                        "SELECT wa_message_id FROM messages WHERE by_human AND chatbot_id = ? AND wa_message_id LIKE 'h%'",
                        shop.chatbotId()))
                .hasSize(CUSTOMERS)
                .doesNotHaveDuplicates();
        assertThat(stage.query(
                        "SELECT DISTINCT status FROM messages WHERE chatbot_id = ? AND direction = 'inbound'"
                                + " AND type = 'text'",
                        shop.chatbotId()))
                .containsExactly("answered");
        for (Customer customer : waiting) {
            assertThat(stage.meta().sentTo(StoryFixture.contactId(customer))).hasSizeLessThanOrEqualTo(1);
        }
    }

    private static Void posted(byte[] body) {
        stage.post(body);
        return null;
    }

    private static List<Customer> customers(String prefix) {
        return IntStream.range(0, CUSTOMERS)
                .mapToObj(i -> Customer.withPhone("%s%06d".formatted(prefix, i), "C" + i))
                .toList();
    }
}
