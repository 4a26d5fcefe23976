package org.wahook.worker.reply;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.wahook.worker.testing.WorkerDatabase;

/** What a turn notes for its client's account, where operators look for a number that fell silent. */
class AccountHealthTest {

    @AutoClose
    private static final WorkerDatabase database = WorkerDatabase.create();

    @AutoClose
    private final ReplyFixture room = new ReplyFixture(database);

    @Test
    void a_send_is_noted_for_the_account() {
        room.says("Hello");
        Instant before = Instant.now().minusSeconds(5);

        room.run();

        assertThat(database.column(
                        "SELECT last_send_at > ?::timestamptz FROM whatsapp_account_health WHERE account_id = ?",
                        before.toString(),
                        room.client.accountId()))
                .containsExactly("t");
    }
}
