package org.wahook.worker.route;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.wahook.platform.json.Json;
import org.wahook.testbed.meta.StatusBodies;
import org.wahook.worker.testing.WorkerDatabase;
import tools.jackson.databind.node.ObjectNode;

/** What Meta charges for a reply, by its statuses. */
class StatusPricesTest {

    @AutoClose
    private static final WorkerDatabase DATABASE = WorkerDatabase.create();

    private final StatusFixture fixture = new StatusFixture(DATABASE);

    @Test
    void the_price_is_kept_from_the_first_status_that_has_it_and_counted_once() {
        long billed = fixture.keyed("sent", "wamid.billed");
        long free = fixture.keyed("sent", "wamid.free");
        fixture.post(priced(
                "wamid.billed",
                "delivered",
                "{\"billable\":true,\"pricing_model\":\"PMP\",\"type\":\"regular\"," + "\"category\":\"service\"}"));
        fixture.post(priced("wamid.billed", "sent", "{\"type\":\"free_customer_service\"}"));
        fixture.post(priced("wamid.billed", "read", "{\"type\":\"regular\"}"));
        fixture.post(priced("wamid.free", "sent", "{\"type\":\"free_customer_service\",\"subtype\":\"new\"}"));
        fixture.post(priced("wamid.free", "delivered", "{\"type\":\"free_customer_service\"}"));

        assertThat(fixture.statusOf(billed)).isEqualTo("read");
        assertThat(DATABASE.column(
                        "SELECT concat(pricing ->> 'type', pricing ->> 'category', pricing ->> 'pricing_model',"
                                + " pricing ->> 'billable') FROM messages WHERE id = ?",
                        billed))
                .containsExactly("regularservicePMPtrue");
        assertThat(DATABASE.column("SELECT pricing ->> 'subtype' FROM messages WHERE id = ?", free))
                .containsExactly("new");
        assertThat(DATABASE.row(
                        "SELECT sum(billable)::int AS billable, sum(free)::int AS free, min(month)::text AS month"
                                + " FROM reply_charges WHERE account_id = ?",
                        fixture.shop().accountId()))
                .containsEntry("billable", 1)
                .containsEntry("free", 1)
                .containsEntry("month", "2026-11-01");
    }

    @Test
    void a_price_in_an_earlier_status_of_the_same_batch_is_not_lost_and_any_of_its_fields_may_be_missing() {
        long id = fixture.keyed("sending", null);
        ObjectNode first = StatusBodies.of(
                "wamid.batch", "delivered", StatusFixture.ANNA, StatusFixture.NOW, fixture.callback(id));
        first.remove("pricing");
        first.putObject("conversation").putObject("origin").put("type", "service");
        ObjectNode second = StatusFixture.status("wamid.batch", "read", fixture.callback(id));
        fixture.post(first, second);

        assertThat(DATABASE.column("SELECT pricing ->> 'origin' FROM messages WHERE id = ?", id))
                .containsExactly("service");
        assertThat(fixture.statusOf(id)).isEqualTo("read");
    }

    private static ObjectNode priced(String wamid, String status, String pricing) {
        ObjectNode body = StatusFixture.status(wamid, status, "");
        body.set("pricing", Json.parse(pricing).orElseThrow());
        return body;
    }
}
