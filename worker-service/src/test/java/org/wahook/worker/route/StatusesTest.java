package org.wahook.worker.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wahook.platform.json.Json;
import org.wahook.testbed.meta.MessageBodies;
import org.wahook.testbed.meta.WebhookBodies;
import org.wahook.worker.testing.Client;
import org.wahook.worker.testing.WorkerDatabase;
import tools.jackson.databind.node.ObjectNode;

/** How far a reply is, by what Meta says of it. */
class StatusesTest {

    @AutoClose
    private static final WorkerDatabase DATABASE = WorkerDatabase.create();

    private final StatusFixture fixture = new StatusFixture(DATABASE);

    @ParameterizedTest(name = "{0} then {1}: {2}")
    @CsvSource({
        "draft,sent,sent",
        "sending,sent,sent",
        "sending,delivered,delivered",
        "sending,failed,failed",
        "sent,delivered,delivered",
        "sent,read,read",
        "delivered,sent,delivered",
        "delivered,read,read",
        "read,sent,read",
        "read,delivered,read",
        "sent,played,read",
        "sent,failed,failed",
        "failed,sent,failed",
        "failed,delivered,failed",
        "failed,read,failed",
        "sent,deleted,sent",
        "sent,nonsense,sent",
    })
    void a_status_never_goes_back(String now, String news, String then) {
        long id = fixture.reply(now, now.equals("draft") || now.equals("sending") ? null : "wamid.out");
        fixture.post(StatusFixture.status("wamid.out", news, String.valueOf(id)));

        assertThat(fixture.statusOf(id)).isEqualTo(then);
    }

    @Test
    void of_several_statuses_in_one_batch_the_furthest_counts_in_whatever_order_they_come() {
        long id = fixture.reply("sent", "wamid.out");
        fixture.post(
                StatusFixture.status("wamid.out", "read", ""),
                StatusFixture.status("wamid.out", "delivered", ""),
                StatusFixture.status("wamid.out", "sent", ""));

        assertThat(fixture.statusOf(id)).isEqualTo("read");
    }

    @Test
    void a_status_that_comes_for_another_clients_number_changes_nothing() {
        Client attacker = DATABASE.client();
        long id = fixture.reply("sent", "wamid.known");
        fixture.post(
                attacker,
                StatusFixture.status("wamid.known", "failed", String.valueOf(id)),
                StatusFixture.status("wamid.known", "failed", ""));

        assertThat(fixture.statusOf(id)).isEqualTo("sent");
    }

    @Test
    void what_customers_wrote_has_no_delivery_status() {
        long id = DATABASE.inbound(fixture.conversation(), "wamid.in", "Hello");
        fixture.post(
                StatusFixture.status("wamid.in", "read", String.valueOf(id)),
                StatusFixture.status("wamid.in", "read", ""));

        assertThat(fixture.statusOf(id)).isEqualTo("pending");
    }

    @Test
    void messages_and_statuses_in_one_value_are_both_taken() {
        long id = fixture.reply("sent", "wamid.out");
        ObjectNode value = WebhookBodies.value(
                fixture.shop().number(),
                List.of(StatusFixture.ANNA),
                List.of(MessageBodies.text(StatusFixture.ANNA, "wamid.in", StatusFixture.NOW, "Hello")),
                List.of(StatusFixture.status("wamid.out", "read", String.valueOf(id))));

        assertThat(fixture.router()
                        .route(List.of(StatusFixture.event(Json.bytes(WebhookBodies.webhook(
                                WebhookBodies.entry("w", WebhookBodies.change("messages", value))))))))
                .hasSize(1);
        assertThat(fixture.statusOf(id)).isEqualTo("read");
        assertThat(DATABASE.statuses(fixture.conversation(), "inbound")).containsExactly("pending");
    }

    @Test
    void a_thousand_statuses_are_written_at_once() {
        long first = fixture.reply("sent", "wamid.0");
        DATABASE.run(
                "INSERT INTO messages (chatbot_id, conversation_id, direction, text, status, wa_message_id)"
                        + " SELECT ?, ?, 'outbound', 'x', 'sent', 'wamid.' || n FROM generate_series(1, 999) n",
                fixture.shop().chatbotId(),
                fixture.conversation());
        fixture.post(IntStream.range(0, 1000)
                .mapToObj(i -> StatusFixture.status("wamid." + i, "delivered", ""))
                .toArray(ObjectNode[]::new));

        assertThat(DATABASE.statuses(fixture.conversation(), "outbound"))
                .hasSize(1000)
                .containsOnly("delivered");
        assertThat(fixture.statusOf(first)).isEqualTo("delivered");
    }

    @Test
    void a_status_of_a_message_that_others_sent_leaves_a_row_once() {
        byte[] body = WebhookBodies.status(
                fixture.shop().number(),
                StatusFixture.status("wamid.foreign-1", "sent", "crm-1"),
                StatusFixture.status("wamid.foreign-2", "read", ""));
        Event event = StatusFixture.event(body);
        fixture.router().route(List.of(event));
        fixture.router().route(List.of(event));

        assertThat(DATABASE.column(
                        "SELECT value -> 'statuses' -> 0 ->> 'id' FROM webhook_changes WHERE event_id = ? AND field = 'messages'"
                                + " ORDER BY 1",
                        event.id()))
                .containsExactly("wamid.foreign-1", "wamid.foreign-2");
    }
}
