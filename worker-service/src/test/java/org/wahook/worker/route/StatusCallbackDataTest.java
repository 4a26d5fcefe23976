package org.wahook.worker.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.wahook.worker.testing.WorkerDatabase;

/** Which reply a status is about: by our callback data, or by Meta's id. */
class StatusCallbackDataTest {

    @AutoClose
    private static final WorkerDatabase DATABASE = WorkerDatabase.create();

    private final StatusFixture fixture = new StatusFixture(DATABASE);

    @Test
    void a_status_that_comes_before_our_own_bookkeeping_settles_an_uncertain_send() {
        long id = fixture.reply("sending", null);
        DATABASE.run("UPDATE messages SET settle_at = now() + interval '10 s' WHERE id = ?", id);
        fixture.post(StatusFixture.status("wamid.told-by-status", "sent", String.valueOf(id)));

        assertThat(DATABASE.row("SELECT status, wa_message_id, settle_at, sent_at FROM messages WHERE id = ?", id))
                .containsEntry("status", "sent")
                .containsEntry("wa_message_id", "wamid.told-by-status")
                .containsEntry("settle_at", null)
                .doesNotContainEntry("sent_at", null);
    }

    @Test
    void without_our_callback_data_metas_id_tells_the_row() {
        long id = fixture.reply("sent", "wamid.known");
        fixture.post(StatusFixture.status("wamid.known", "delivered", ""));

        assertThat(fixture.statusOf(id)).isEqualTo("delivered");
    }

    @Test
    void others_may_send_with_this_number_too_and_their_callback_data_is_theirs() {
        long id = fixture.reply("sent", "wamid.known");
        fixture.post(
                StatusFixture.status("wamid.known", "delivered", "order-4711"),
                StatusFixture.status("wamid.foreign", "read", "99999999999999999999"));

        assertThat(fixture.statusOf(id)).isEqualTo("delivered");
    }

    @Test
    void a_status_ends_the_error_of_an_attempt_before() {
        long id = fixture.reply("sending", null);
        DATABASE.run("UPDATE messages SET error = '{\"reason\":\"graph_outcome_unknown\"}' WHERE id = ?", id);
        fixture.post(StatusFixture.status("wamid.out", "sent", String.valueOf(id)));

        assertThat(DATABASE.row("SELECT error FROM messages WHERE id = ?", id)).containsEntry("error", null);
    }

    /** Else a replay of its dead letter would send it a second time. */
    @Test
    void a_reply_that_was_given_up_and_went_out_after_all_is_known_to_be_out() {
        long id = fixture.reply("failed", null);
        fixture.post(StatusFixture.status("wamid.out", "delivered", String.valueOf(id)));

        assertThat(DATABASE.row("SELECT status, wa_message_id FROM messages WHERE id = ?", id))
                .containsEntry("status", "delivered")
                .containsEntry("wa_message_id", "wamid.out");
    }

    @Test
    void the_key_in_our_callback_data_tells_the_row_of_an_uncertain_send() {
        long id = fixture.keyed("sending", null);
        fixture.post(StatusFixture.status("wamid.told", "sent", fixture.callback(id)));

        assertThat(DATABASE.row("SELECT status, wa_message_id FROM messages WHERE id = ?", id))
                .containsEntry("status", "sent")
                .containsEntry("wa_message_id", "wamid.told");
    }

    @Test
    void a_row_of_another_installation_with_the_same_id_changes_nothing() {
        long id = fixture.keyed("sending", null);
        fixture.post(
                StatusFixture.status("wamid.staging1", "failed", String.valueOf(id)),
                StatusFixture.status("wamid.staging2", "failed", id + "." + UUID.randomUUID()),
                StatusFixture.status("wamid.staging3", "failed", "x" + fixture.callback(id)));

        assertThat(DATABASE.row("SELECT status, wa_message_id FROM messages WHERE id = ?", id))
                .containsEntry("status", "sending")
                .containsEntry("wa_message_id", null);
    }

    @Test
    void callback_data_is_believed_only_where_metas_id_is_unknown_or_the_same() {
        long id = fixture.keyed("sent", "wamid.out");
        fixture.post(StatusFixture.status("wamid.other", "failed", fixture.callback(id)));
        assertThat(fixture.statusOf(id)).isEqualTo("sent");

        fixture.post(StatusFixture.status("wamid.out", "delivered", fixture.callback(id)));
        assertThat(fixture.statusOf(id)).isEqualTo("delivered");
    }

    /** Its request left with the bare id, which nothing else tells. */
    @Test
    void the_bare_id_still_settles_an_uncertain_send_of_the_version_before_and_of_no_other() {
        long before = fixture.reply("sending", null);
        long now = fixture.keyed("sending", null);
        fixture.post(
                StatusFixture.status("wamid.before", "sent", String.valueOf(before)),
                StatusFixture.status("wamid.now", "sent", String.valueOf(now)),
                StatusFixture.status("wamid.foreign", "sent", before + "." + UUID.randomUUID()));

        assertThat(DATABASE.row("SELECT status, wa_message_id FROM messages WHERE id = ?", before))
                .containsEntry("status", "sent")
                .containsEntry("wa_message_id", "wamid.before");
        assertThat(fixture.statusOf(now)).isEqualTo("sending");
    }
}
