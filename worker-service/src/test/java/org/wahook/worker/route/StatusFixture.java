package org.wahook.worker.route;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.wahook.shared.topology.Topology;
import org.wahook.testbed.meta.Customer;
import org.wahook.testbed.meta.StatusBodies;
import org.wahook.testbed.meta.WebhookBodies;
import org.wahook.worker.testing.Client;
import org.wahook.worker.testing.WorkerDatabase;
import tools.jackson.databind.node.ObjectNode;

/** Replies of a client, and the router that takes Meta's statuses of them. */
final class StatusFixture {

    static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    static final Customer ANNA = Customer.withPhone("4915112345678", "Anna");

    private static final AtomicInteger EVENTS = new AtomicInteger();

    private final WorkerDatabase database;
    private final Router router;
    private final Client shop;
    private final long conversation;

    /** With a client of its own. */
    StatusFixture(WorkerDatabase database) {
        this.database = database;
        router = new Router(
                database.accounts(),
                database.jdbi(),
                new Topology(8, List.of(Duration.ofSeconds(5))),
                Clock.systemUTC());
        shop = database.client();
        conversation = database.conversation(shop, "4915112345678");
    }

    Router router() {
        return router;
    }

    Client shop() {
        return shop;
    }

    long conversation() {
        return conversation;
    }

    /** A reply as this version sends it, with a key in its callback data. */
    long keyed(String status, @Nullable String wamid) {
        long id = reply(status, wamid);
        database.run("UPDATE messages SET callback_key = gen_random_uuid() WHERE id = ?", id);
        return id;
    }

    String callback(long id) {
        return database.column("SELECT id || '.' || callback_key FROM messages WHERE id = ?", id)
                .getFirst();
    }

    /** A reply without a key, as the version before sent it. */
    long reply(String status, @Nullable String wamid) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("INSERT INTO messages"
                                + " (chatbot_id, conversation_id, direction, text, status, wa_message_id, turn_number, part)"
                                + " VALUES (:chatbot, :conversation, 'outbound', 'the reply', :status, :wamid, 1, 1)"
                                + " RETURNING id")
                        .bind("chatbot", shop.chatbotId())
                        .bind("conversation", conversation)
                        .bind("status", status)
                        .bind("wamid", wamid)
                        .mapTo(Long.class)
                        .one());
    }

    static ObjectNode status(String wamid, String status, String callbackData) {
        return StatusBodies.of(wamid, status, ANNA, NOW, callbackData);
    }

    void post(ObjectNode... statuses) {
        post(shop, statuses);
    }

    void post(Client client, ObjectNode... statuses) {
        router.route(List.of(event(WebhookBodies.status(client.number(), statuses))));
    }

    static Event event(byte[] body) {
        return new Event("status-" + EVENTS.incrementAndGet(), NOW, body);
    }

    String statusOf(long id) {
        return database.column("SELECT status FROM messages WHERE id = ?", id).getFirst();
    }
}
