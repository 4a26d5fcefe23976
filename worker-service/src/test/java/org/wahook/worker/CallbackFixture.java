package org.wahook.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.wahook.platform.broker.MessageHeaders;
import org.wahook.platform.config.Secret;
import org.wahook.shared.bot.CallbackToken;
import org.wahook.shared.bot.StandardWebhooks;
import org.wahook.shared.topology.Topology;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.meta.Customer;
import org.wahook.testbed.responder.ReceivedQuestion;
import org.wahook.testbed.responder.ResponseBehaviour;

/** A client whose bot of contract 2 may answer later. What it posts is published as ingest would publish it. */
abstract class CallbackFixture extends WorkerFixture {

    static final String SECRET = "whsec_d2Fob29rLWV4YW1wbGUta2V5LTI0Ynl0ZQ==";
    static final ResponseBehaviour PENDING =
            ResponseBehaviour.Raw.json(202, "{\"version\":2,\"status\":\"pending\",\"ref\":\"job9\"}");

    @BeforeEach
    void answersLater() {
        settings("");
        database.run("UPDATE chatbots SET signing_secret = ? WHERE id = ?", SECRET, shop.chatbotId());
        database.run(
                "UPDATE whatsapp_accounts SET webhook_url = 'https://hooks.example.com/in/webhook' WHERE id = ?",
                shop.accountId());
        responseApi.answer(asked -> PENDING);
    }

    /** @param more options of the bot, each with a comma in front */
    void settings(String more) {
        database.run(
                "UPDATE chatbots SET settings = ?::jsonb WHERE id = ?",
                "{\"responseContract\":\"v2\",\"fallbackReply\":\"Sorry!\",\"bot\":{\"async\":true" + more + "}}",
                shop.chatbotId());
    }

    static String text(String text) {
        return "{\"version\":2,\"messages\":[{\"type\":\"text\",\"text\":\"" + text + "\"}]}";
    }

    /** The callback of the newest question, once so many were asked. */
    String callback(int asked) {
        Deadline.eventually(SOON, asked + " questions", () -> responseApi.askedCount() >= asked);
        return callback(responseApi.asked().get(asked - 1));
    }

    static String callback(ReceivedQuestion asked) {
        String url = asked.body().path("callback").path("url").asString();
        assertThat(url).startsWith("https://hooks.example.com/in/callbacks/");
        assertThat(asked.body().path("capabilities").path("async").asBoolean()).isTrue();
        return url;
    }

    void callBack(String url, String body) {
        callBack(url, UUID.randomUUID().toString(), SECRET, body);
    }

    void callBack(String url, String id, String secret, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String timestamp = String.valueOf(Instant.now().getEpochSecond());
        String token = url.substring(url.lastIndexOf('/') + 1);
        Map<String, Object> headers = new HashMap<>();
        headers.put(MessageHeaders.TOKEN_HASH, CallbackToken.inHeader(CallbackToken.hash(token)));
        headers.put(MessageHeaders.WEBHOOK_ID, id);
        headers.put(MessageHeaders.WEBHOOK_TIMESTAMP, timestamp);
        headers.put(MessageHeaders.WEBHOOK_SIGNATURE, StandardWebhooks.sign(new Secret(secret), id, timestamp, bytes));
        headers.put(MessageHeaders.RECEIVED_AT, System.currentTimeMillis());
        broker.publish(Topology.EXCHANGE, Topology.CALLBACKS_KEY, "callback", headers, bytes);
    }

    /** The bot has answered 202, and there is nothing left of it but rows. */
    void awaitsCallback() {
        Deadline.eventually(SOON, "the bot's answer is waited for", () -> timers("callback") == 1);
        Deadline.eventually(SOON, "nothing is held", () -> broker.alive() == 0);
        assertThat(statuses()).doesNotContain("answered", "failed");
    }

    int timers(String kind) {
        return database.column(
                        "SELECT 1 FROM conversation_timers t JOIN whatsapp_conversations c ON c.id = t.conversation_id"
                                + " WHERE t.kind = ? AND c.chatbot_id = ?",
                        kind,
                        shop.chatbotId())
                .size();
    }

    int offered() {
        return database.column(
                        "SELECT 1 FROM bot_callbacks b JOIN whatsapp_conversations c ON c.id = b.conversation_id"
                                + " WHERE c.chatbot_id = ?",
                        shop.chatbotId())
                .size();
    }

    /** The time of the client's timers has come. */
    void timersAreDue() {
        database.run(
                "UPDATE bot_callbacks SET expires_at = now() - interval '1 ms' FROM whatsapp_conversations c"
                        + " WHERE c.id = conversation_id AND c.chatbot_id = ?",
                shop.chatbotId());
        database.run(
                "UPDATE conversation_timers SET due_at = now() FROM whatsapp_conversations c"
                        + " WHERE c.id = conversation_id AND c.chatbot_id = ?",
                shop.chatbotId());
    }

    void receives(Customer customer, String... texts) {
        Deadline.eventually(
                SOON, "she gets " + List.of(texts), () -> toOf(customer).size() >= texts.length);
        assertThat(toOf(customer)).containsExactly(texts);
    }

    /** All that was published is dealt with. */
    void settles() {
        Deadline.eventually(SOON, "all is acked", () -> broker.alive() == 0);
    }
}
