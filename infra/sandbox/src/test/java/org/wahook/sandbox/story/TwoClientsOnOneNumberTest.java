package org.wahook.sandbox.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.wahook.testbed.meta.Customer;
import org.wahook.testbed.meta.SentMessage;
import org.wahook.testbed.meta.WebhookNumber;
import org.wahook.testbed.responder.ReceivedQuestion;
import org.wahook.testbed.responder.ResponseBehaviour.Raw;
import org.wahook.testbed.responder.ResponseBehaviour.Reply;
import org.wahook.testbed.responder.Turn;

class TwoClientsOnOneNumberTest {

    private static final WebhookNumber SHARED = WebhookNumber.of("waba-shared", "shared-number");
    private static final Client SALES = new Client("sales", SHARED);
    private static final Client CARE = new Client("care", SHARED);

    private static StoryFixture stage;

    @BeforeAll
    static void open() {
        stage = StoryFixture.open();
        stage.client(SALES);
        stage.client(CARE);
    }

    @AfterAll
    static void close() {
        stage.close();
    }

    @Test
    void each_has_its_own_conversation_question_and_reply() {
        Customer anna = Customer.withPhone("4915112345678", "Anna");
        stage.ai().answer(asked -> new Reply(asked.chatbotId() + " on " + asked.lastUserContent()));

        String first = stage.say(SALES, anna, "red");
        stage.settle();
        stage.say(SALES, anna, "blue");
        stage.settle();

        assertThat(stage.query("SELECT chatbot_id FROM whatsapp_conversations WHERE contact_id = '4915112345678'"))
                .containsExactlyInAnyOrder(SALES.chatbotId(), CARE.chatbotId());
        assertThat(stage.query(
                        "SELECT chatbot_id FROM messages WHERE wa_message_id = ? AND status = 'answered'", first))
                .containsExactlyInAnyOrder(SALES.chatbotId(), CARE.chatbotId());
        assertThat(stage.meta().sentTo("4915112345678")).hasSize(4);
        for (Client client : List.of(SALES, CARE)) {
            List<ReceivedQuestion> asked = stage.askedBy(client, anna);
            assertThat(asked).hasSize(2);
            assertThat(asked).extracting(ReceivedQuestion::converslyWebId).containsOnly(client.apiKey());
            assertThat(asked).extracting(ReceivedQuestion::chatbotId).containsOnly(client.chatbotId());
            assertThat(asked.getLast().query())
                    .containsExactly(
                            new Turn("user", "red"),
                            new Turn("assistant", client.chatbotId() + " on red"),
                            new Turn("user", "blue"));
            assertThat(stage.meta().sentTo("4915112345678"))
                    .filteredOn(sent -> sent.token().equals(client.accessToken()))
                    .extracting(SentMessage::text)
                    .containsExactly(client.chatbotId() + " on red", client.chatbotId() + " on blue");
        }
    }

    @Test
    void what_one_of_them_fails_at_does_not_touch_the_other() {
        Customer bob = Customer.withPhone("14155550123", "Bob");
        stage.ai()
                .answer(asked -> asked.chatbotId().equals(SALES.chatbotId())
                        ? Raw.json(400, "{}")
                        : new Reply("care has " + asked.lastUserContent()));

        String wamid = stage.say(SALES, bob, "broken");
        stage.settle();

        assertThat(stage.meta().sentTo("14155550123"))
                .extracting(SentMessage::text)
                .containsExactly("care has broken");
        assertThat(stage.query(
                        "SELECT chatbot_id || ' ' || status FROM messages WHERE wa_message_id = ? ORDER BY 1", wamid))
                .containsExactly(CARE.chatbotId() + " answered", SALES.chatbotId() + " failed");
        assertThat(stage.deadRepliesTo(wamid))
                .extracting(letter -> letter.header("x-chatbot-id"))
                .containsExactly(SALES.chatbotId());
    }
}
