package org.wahook.worker.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.Statement;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.wahook.testbed.meta.StatusBodies;
import org.wahook.worker.testing.Client;
import org.wahook.worker.testing.WorkerDatabase;

/** Failures that Meta reports after a send, and the health of the account. */
class StatusFailuresTest {

    @AutoClose
    private static final WorkerDatabase DATABASE = WorkerDatabase.create();

    private final StatusFixture fixture = new StatusFixture(DATABASE);

    @Test
    void a_failure_becomes_the_last_error_of_the_account_that_sent_it_and_of_no_other_with_its_number() {
        Client twin = DATABASE.client(
                "twin-of-" + fixture.shop().chatbotId(), fixture.shop().phoneNumberId());
        long id = fixture.reply("sent", "wamid.out");
        fixture.post(
                StatusFixture.status("wamid.out", "delivered", String.valueOf(id)),
                StatusBodies.failed(
                        "wamid.out",
                        StatusFixture.ANNA,
                        StatusFixture.NOW,
                        String.valueOf(id),
                        131026,
                        "No reply to +4915112345678"));

        assertThat(DATABASE.row(
                        "SELECT last_error, last_error_at IS NOT NULL AS timed, last_webhook_at IS NOT NULL AS heard"
                                + " FROM whatsapp_account_health WHERE account_id = ?",
                        fixture.shop().accountId()))
                .containsEntry("timed", true)
                .containsEntry("heard", true)
                .extractingByKey("last_error")
                .asString()
                .startsWith("code 131026")
                .doesNotContain("4915112345678");
        assertThat(DATABASE.row(
                        "SELECT last_error, last_webhook_at IS NOT NULL AS heard FROM whatsapp_account_health"
                                + " WHERE account_id = ?",
                        twin.accountId()))
                .containsEntry("last_error", null)
                .containsEntry("heard", true);
    }

    @Test
    void a_row_of_health_that_somebody_has_locked_holds_up_no_webhook() throws Exception {
        long id = fixture.reply("sent", "wamid.out");
        try (Connection other = DATABASE.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("SELECT * FROM whatsapp_account_health FOR UPDATE");

            fixture.post(StatusBodies.failed(
                    "wamid.out", StatusFixture.ANNA, StatusFixture.NOW, String.valueOf(id), 131026, "No"));
            other.rollback();
        }

        assertThat(fixture.statusOf(id)).isEqualTo("failed");
    }

    @Test
    void a_failure_keeps_what_meta_says_of_it() {
        long id = fixture.reply("sent", "wamid.out");
        fixture.post(StatusBodies.failed(
                "wamid.out",
                StatusFixture.ANNA,
                StatusFixture.NOW,
                String.valueOf(id),
                131047,
                "Re-engagement message"));

        assertThat(DATABASE.column("SELECT error ->> 'code' FROM messages WHERE id = ?", id))
                .containsExactly("131047");
    }
}
