package org.wahook.worker.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.wahook.platform.broker.Publication;
import org.wahook.platform.json.Json;
import org.wahook.shared.job.ReplyJob;
import org.wahook.shared.topology.Topology;
import org.wahook.testbed.meta.Customer;
import org.wahook.testbed.meta.MessageBodies;
import org.wahook.testbed.meta.WebhookBodies;
import org.wahook.testbed.meta.WebhookNumber;
import org.wahook.worker.testing.Client;
import org.wahook.worker.testing.WorkerDatabase;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The router on a database, and one client. */
final class RouterFixture {

    static final Topology TOPOLOGY = new Topology(8, List.of(Duration.ofSeconds(5)));
    static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    static final Customer ANNA = Customer.withPhone("4915112345678", "Anna");
    private static final AtomicInteger EVENTS = new AtomicInteger();

    private final WorkerDatabase database;
    private final Router router;
    private final Client shop;

    /** With a client of its own. */
    RouterFixture(WorkerDatabase database) {
        this.database = database;
        router = new Router(database.accounts(), database.jdbi(), TOPOLOGY, Clock.systemUTC());
        shop = database.client();
    }

    Client shop() {
        return shop;
    }

    List<Publication> route(List<Event> events) {
        return router.route(events);
    }

    List<Publication> route(Event... events) {
        return router.route(List.of(events));
    }

    static Event text(Client client, Customer from, String wamid, String text) {
        return event(WebhookBodies.text(client.number(), from, wamid, NOW, text));
    }

    static Event event(byte[] body) {
        return new Event("event-" + EVENTS.incrementAndGet(), NOW, body);
    }

    static ObjectNode value(WebhookNumber number, String wamid, String text) {
        return WebhookBodies.value(
                number, List.of(ANNA), List.of(MessageBodies.text(ANNA, wamid, NOW, text)), List.of());
    }

    static ReplyJob job(Publication publication) {
        JsonNode json = Json.parse(publication.body()).orElseThrow();
        assertThat(json.path("id").asString("")).isEqualTo(publication.messageId());
        return ReplyJob.fromJson(publication.body());
    }

    List<String> texts(Client client) {
        return database.column("SELECT text FROM messages WHERE chatbot_id = ? ORDER BY id", client.chatbotId());
    }

    long seq(Client client) {
        return Long.parseLong(database.column(
                        "SELECT inbound_seq FROM whatsapp_conversations WHERE chatbot_id = ?", client.chatbotId())
                .getFirst());
    }
}
