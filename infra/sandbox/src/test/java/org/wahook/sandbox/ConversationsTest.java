package org.wahook.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.wahook.platform.json.Json;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.meta.Customer;
import org.wahook.testbed.meta.SentMessage;
import org.wahook.testbed.meta.WebhookBodies;
import org.wahook.testbed.meta.WebhookNumber;
import org.wahook.testbed.responder.Turn;
import tools.jackson.databind.JsonNode;

/** A person takes a conversation over through the admin API while both services run. */
class ConversationsTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String TOKEN = "an-admin-token-of-more-than-32-characters";

    private static LocalSystem system;
    private static HttpClient http;

    @BeforeAll
    static void startSystem() {
        http = HttpClient.newHttpClient();
        system = LocalSystem.start(
                1, Map.of("RETRY_DELAYS", "100ms,200ms", "ADMIN_API_TOKEN", TOKEN, "ADMIN_PORT", "0"));
    }

    @AfterAll
    static void stopSystem() {
        system.close();
        http.close();
    }

    @Test
    void a_person_takes_over_writes_and_hands_back_and_the_bot_answers_what_is_left() {
        WebhookNumber number = client("handover", "71001");
        Customer anna = Customer.withPhone("4915171001", "Anna");
        answered(number, anna, "Hello");
        String conversation = conversation("handover");

        assertThat(patch(conversation, "{\"bot\": \"paused\"}").path("bot").asString())
                .isEqualTo("paused");
        String angry = say(number, anna, "I want to speak to a person!");
        stays(angry, "pending");
        assertThat(get("/api/v1/conversations/unanswered?olderThan=0s&chatbotId=handover")
                        .path("items"))
                .hasSize(1);

        post(conversation, "{\"text\": \"Here I am.\"}");
        sentTo("4915171001", 2);
        becomes(angry, "answered");
        String later = say(number, anna, "Thanks. When do you open?");
        stays(later, "pending");
        assertThat(system.meta().sentTo("4915171001")).hasSize(2);

        patch(conversation, "{\"bot\": \"active\"}");
        sentTo("4915171001", 3);

        assertThat(system.meta().sentTo("4915171001"))
                .extracting(SentMessage::text)
                .containsExactly("echo: Hello", "Here I am.", "echo: Thanks. When do you open?");
        assertThat(system.responseApi().asked().getLast().query())
                .containsExactly(
                        new Turn("user", "Hello"),
                        new Turn("assistant", "echo: Hello"),
                        new Turn("user", "I want to speak to a person!"),
                        new Turn("assistant", "Here I am."),
                        new Turn("user", "Thanks. When do you open?"));
        assertThat(get("/api/v1/conversations/" + conversation + "/messages").path("items"))
                .extracting(item -> item.path("author").asString())
                .containsExactly("bot", "customer", "human", "customer", "bot", "customer");
    }

    @Test
    void a_timed_pause_ends_by_itself_and_then_what_waited_is_answered() {
        WebhookNumber number = client("timed", "71002");
        Customer ben = Customer.withPhone("4915171002", "Ben");
        answered(number, ben, "Hello");
        String conversation = conversation("timed");

        JsonNode paused = patch(conversation, "{\"bot\": \"paused\", \"resumeAfter\": \"3s\"}");
        String waiting = say(number, ben, "Still there?");
        sentTo("4915171002", 2);

        assertThat(Instant.now())
                .isAfterOrEqualTo(Instant.parse(paused.path("pausedUntil").asString()));
        assertThat(system.meta().sentTo("4915171002").getLast().text()).isEqualTo("echo: Still there?");
        becomes(waiting, "answered");
        assertThat(get("/api/v1/conversations/" + conversation).path("bot").asString())
                .isEqualTo("active");
    }

    @Test
    void a_pause_that_was_made_longer_ends_once_and_at_its_new_time() {
        WebhookNumber number = client("longer", "71003");
        Customer cleo = Customer.withPhone("4915171003", "Cleo");
        answered(number, cleo, "Hello");
        String conversation = conversation("longer");

        patch(conversation, "{\"bot\": \"paused\", \"resumeAfter\": \"1s\"}");
        JsonNode longer = patch(conversation, "{\"bot\": \"paused\", \"resumeAfter\": \"4s\"}");
        say(number, cleo, "Still there?");
        sentTo("4915171003", 2);

        assertThat(Instant.now())
                .isAfterOrEqualTo(Instant.parse(longer.path("pausedUntil").asString()));
    }

    @Test
    void a_persons_word_to_an_unpaused_conversation_goes_out_too() {
        WebhookNumber number = client("both", "71004");
        say(number, Customer.withPhone("4915171004", "Dora"), "Hello");
        sentTo("4915171004", 1);

        post(conversation("both"), "{\"text\": \"By the way: we close at six.\"}");
        sentTo("4915171004", 2);

        assertThat(system.meta().sentTo("4915171004").getLast().text()).isEqualTo("By the way: we close at six.");
    }

    @Test
    void the_health_of_an_account_tells_of_webhooks_sends_and_errors() {
        WebhookNumber number = client("healthy", "71005");
        Instant before = Instant.now().minusSeconds(1);
        say(number, Customer.withPhone("4915171005", "Emil"), "Hello");
        sentTo("4915171005", 1);

        Deadline.eventually(
                SOON,
                "the send is noted",
                () -> !health("healthy").path("lastSendAt").isNull());
        JsonNode health = health("healthy");
        assertThat(Instant.parse(health.path("lastWebhookAt").asString())).isAfter(before);
        assertThat(Instant.parse(health.path("lastSendAt").asString())).isAfter(before);
        assertThat(health.path("lastError").isNull()).isTrue();

        system.meta().revoke("token-of-healthy");
        say(number, Customer.withPhone("4915171005", "Emil"), "Hello again");
        Deadline.eventually(
                SOON,
                "the account is stopped",
                () -> health("healthy").path("paused").asBoolean());

        assertThat(health("healthy").at("/lastError/code").asInt()).isEqualTo(190);
        assertThat(health("healthy").toString()).doesNotContain("token-of-healthy");
    }

    private static JsonNode health(String chatbotId) {
        return get("/api/v1/health/accounts?chatbotId=" + chatbotId)
                .path("items")
                .path(0);
    }

    private static WebhookNumber client(String chatbotId, String number) {
        system.client(chatbotId, "key-of-" + chatbotId, number, "verify-" + chatbotId, "token-of-" + chatbotId);
        return WebhookNumber.of("waba-" + chatbotId, number);
    }

    private static String say(WebhookNumber number, Customer customer, String text) {
        String wamid = "wamid." + UUID.randomUUID();
        assertThat(system.sender()
                        .post(WebhookBodies.text(number, customer, wamid, Instant.now(), text))
                        .status())
                .isEqualTo(200);
        return wamid;
    }

    /** The customer's first words, with their answer written down: a pause before that would keep them unanswered. */
    private static void answered(WebhookNumber number, Customer customer, String text) {
        String wamid = say(number, customer, text);
        sentTo(String.valueOf(customer.phone()), 1);
        stays(wamid, "answered");
    }

    private static void sentTo(String contact, int times) {
        Deadline.eventually(
                SOON,
                "message " + times + " to " + contact,
                () -> system.meta().sentTo(contact).size() == times);
    }

    private static void becomes(String wamid, String status) {
        Deadline.eventually(SOON, wamid + " is " + status, () -> status(wamid).equals(List.of(status)));
    }

    /** Stored, and its job is done with it: the turn is free. */
    private static void stays(String wamid, String status) {
        becomes(wamid, status);
        Deadline.eventually(
                SOON,
                "its job is done",
                () -> system.query(
                                "SELECT c.turn_job IS NULL AND c.turn_number > 0 FROM whatsapp_conversations c"
                                        + " JOIN messages m ON m.conversation_id = c.id WHERE m.wa_message_id = ?",
                                wamid)
                        .equals(List.of("t")));
        assertThat(status(wamid)).containsExactly(status);
    }

    private static List<String> status(String wamid) {
        return system.query("SELECT status FROM messages WHERE wa_message_id = ?", wamid);
    }

    private static String conversation(String chatbotId) {
        return get("/api/v1/conversations?chatbotId=" + chatbotId)
                .at("/items/0/id")
                .asString();
    }

    private static JsonNode get(String path) {
        return call(path, "GET", "", 200);
    }

    private static JsonNode patch(String conversation, String body) {
        return call("/api/v1/conversations/" + conversation, "PATCH", body, 200);
    }

    private static void post(String conversation, String body) {
        call("/api/v1/conversations/" + conversation + "/messages", "POST", body, 202);
    }

    private static JsonNode call(String path, String method, String body, int expected) {
        URI uri = URI.create("http://127.0.0.1:" + system.ingest().adminPort().orElseThrow() + path);
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Authorization", "Bearer " + TOKEN)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body))
                .timeout(SOON)
                .build();
        try {
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isEqualTo(expected);
            return Json.parse(response.body()).orElseThrow();
        } catch (IOException e) {
            throw new IllegalStateException("no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
