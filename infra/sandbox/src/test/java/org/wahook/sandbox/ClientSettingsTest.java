package org.wahook.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.wahook.platform.config.RabbitUrls;
import org.wahook.shared.deadletter.DeadLetterQueue;
import org.wahook.shared.deadletter.DeadLetters;
import org.wahook.shared.deadletter.Selection;
import org.wahook.shared.topology.Topology;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.meta.Customer;
import org.wahook.testbed.meta.SentMessage;
import org.wahook.testbed.meta.WebhookBodies;
import org.wahook.testbed.meta.WebhookNumber;
import org.wahook.testbed.responder.ReceivedQuestion;
import org.wahook.testbed.responder.ResponseBehaviour;
import org.wahook.testbed.responder.SimulatedResponseApi;

/** The worker obeys what stands in {@code chatbots.settings}, for that client alone. */
class ClientSettingsTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    private static LocalSystem system;

    @BeforeAll
    static void startSystem() {
        system = LocalSystem.start(1, Map.of("RETRY_DELAYS", "100ms,200ms"));
    }

    @AfterAll
    static void stopSystem() {
        system.close();
    }

    @Test
    void a_burst_of_messages_is_one_question_where_the_client_wants_quiet_time() {
        WebhookNumber number = client("quiet", "70001", """
                {"replyDebounce": "4s", "replyDebounceMax": "20s"}""");
        Customer anna = Customer.withPhone("4915170001", "Anna");

        say(number, anna, "wamid.quiet1", "Hello");
        pause(400);
        say(number, anna, "wamid.quiet2", "do you have");
        pause(400);
        say(number, anna, "wamid.quiet3", "red shoes?");
        answered("4915170001", 1);

        assertThat(askedBy("quiet")).hasSize(1);
        assertThat(askedBy("quiet").getFirst().query())
                .extracting(turn -> turn.content())
                .containsExactly("Hello", "do you have", "red shoes?");
    }

    @Test
    void the_longest_wait_ends_a_burst_that_never_ends() {
        WebhookNumber number = client("longest", "70002", """
                {"replyDebounce": "1s", "replyDebounceMax": "2s"}""");
        Customer ben = Customer.withPhone("4915170002", "Ben");

        for (int i = 0; i < 60 && askedBy("longest").isEmpty(); i++) {
            say(number, ben, "wamid.longest" + i, "and " + i);
            pause(600);
        }

        assertThat(askedBy("longest")).isNotEmpty();
        // Not just once: what was said after the question has a reply of its own.
        Deadline.eventually(
                SOON, "a reply", () -> !system.meta().sentTo("4915170002").isEmpty());
    }

    @Test
    void history_typing_and_response_api_are_the_clients_own() {
        try (SimulatedResponseApi own = SimulatedResponseApi.start()) {
            WebhookNumber number = client("own", "70003", """
                    {"historyMessages": 3, "typingIndicator": false, "responseApiBaseUrl": "%s"}""".formatted(own.baseUrl()));
            Customer cleo = Customer.withPhone("4915170003", "Cleo");

            for (int i = 1; i <= 3; i++) {
                say(number, cleo, "wamid.own" + i, "question " + i);
                answered("4915170003", i);
            }

            assertThat(askedBy("own")).isEmpty();
            assertThat(own.asked()).hasSize(3);
            assertThat(own.asked().getLast().query()).hasSize(3);
            assertThat(system.meta().readReceipts())
                    .noneMatch(receipt -> receipt.wamid().startsWith("wamid.own"));
        }
    }

    @Test
    void the_fallback_reply_is_sent_once_when_the_response_api_failed_for_good_and_a_replay_answers_all_the_same() {
        system.responseApi()
                .answer(asked -> asked.chatbotId().equals("sorry")
                        ? new ResponseBehaviour.Raw(500, "text/plain", "no", Map.of())
                        : new ResponseBehaviour.Reply("fine"));
        WebhookNumber number = client("sorry", "70004", """
                {"fallbackReply": "Sorry, we are back soon."}""");
        Customer dora = Customer.withPhone("4915170004", "Dora");

        say(number, dora, "wamid.sorry1", "Is anyone there?");
        answered("4915170004", 1);
        Deadline.eventually(
                SOON,
                "the turn was given up",
                () -> system.query("SELECT status FROM messages WHERE wa_message_id = 'wamid.sorry1'")
                        .equals(List.of("failed")));

        assertThat(system.meta().sentTo("4915170004"))
                .extracting(SentMessage::text)
                .containsExactly("Sorry, we are back soon.");
        assertThat(system.query("SELECT status FROM messages WHERE chatbot_id = 'sorry' AND direction = 'outbound'"))
                .containsExactly("sent");

        system.responseApi().answerNormally();
        Topology topology = new Topology(8, List.of(Duration.ofMillis(100), Duration.ofMillis(200)));
        new DeadLetters(RabbitUrls.parse(system.rabbitUrl()), topology)
                .replay(EnumSet.of(DeadLetterQueue.REPLIES), new Selection.OfChatbot("sorry"));
        answered("4915170004", 2);

        assertThat(system.meta().sentTo("4915170004").getLast().text()).isEqualTo("echo: Is anyone there?");
    }

    @Test
    void settings_that_make_no_sense_are_as_good_as_none() {
        WebhookNumber number = client("odd", "70005", """
                {"replyDebounce": 7, "historyMessages": "many", "typingIndicator": "no", "responseApiBaseUrl": "ftp://x"}""");
        Customer emil = Customer.withPhone("4915170005", "Emil");

        say(number, emil, "wamid.odd1", "Hello");

        answered("4915170005", 1);
    }

    private static WebhookNumber client(String chatbotId, String number, String settings) {
        system.client(chatbotId, "key-of-" + chatbotId, number, "verify-" + chatbotId, "token-of-" + chatbotId);
        try (Connection connection = system.database();
                PreparedStatement statement =
                        connection.prepareStatement("UPDATE chatbots SET settings = ?::jsonb WHERE id = ?")) {
            statement.setString(1, settings);
            statement.setString(2, chatbotId);
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException("no settings for " + chatbotId, e);
        }
        return WebhookNumber.of("waba-" + chatbotId, number);
    }

    private static void say(WebhookNumber number, Customer customer, String wamid, String text) {
        assertThat(system.sender()
                        .post(WebhookBodies.text(number, customer, wamid, Instant.now(), text))
                        .status())
                .isEqualTo(200);
    }

    private static void answered(String contact, int times) {
        Deadline.eventually(
                SOON,
                "message " + times + " to " + contact,
                () -> system.meta().sentTo(contact).size() == times);
    }

    private static List<ReceivedQuestion> askedBy(String chatbotId) {
        return system.responseApi().asked().stream()
                .filter(asked -> asked.chatbotId().equals(chatbotId))
                .toList();
    }

    /** Between the messages of a burst: the time itself is what is tested. */
    private static void pause(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
