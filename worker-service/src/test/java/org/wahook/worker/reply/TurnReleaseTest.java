package org.wahook.worker.reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wahook.worker.reply.TurnFixture.LEASE;
import static org.wahook.worker.reply.TurnFixture.execute;
import static org.wahook.worker.reply.TurnFixture.pending;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.wahook.worker.testing.Background;
import org.wahook.worker.testing.Client;
import org.wahook.worker.testing.WorkerDatabase;

/**
 * A turn is let go only when nothing is left to answer. Each interleaving of arrival and release is forced: one side
 * holds its transaction open, and the other is seen to wait for its lock before the first goes on.
 */
class TurnReleaseTest {

    @AutoClose
    private static final WorkerDatabase database = WorkerDatabase.create();

    private final TurnFixture fixture = new TurnFixture(database);
    private final Turns turns = fixture.turns;
    private final Transcript transcript = fixture.transcript;
    private final Client client = fixture.client;
    private final long conversation = fixture.conversation;

    @Test
    void a_release_waits_for_a_message_that_is_being_stored_and_then_fails() throws SQLException {
        ClaimedTurn turn = fixture.answeredTurn("job-1");
        try (Connection router = database.connect()) {
            storeUncommitted(router, "wamid.2");
            Background<Boolean> release = Background.start(() -> turns.release(turn, Optional.empty()));
            database.awaitLockWait("WITH mine");
            router.commit();

            assertThat(release.result()).isFalse();
        }
        assertThat(turns.claim("job-2", conversation))
                .as("the job of the second message finds it busy")
                .isEmpty();
        assertThat(turns.advance(turn)).as("the holder goes round again").isPresent();
        assertThat(pending(transcript.load(conversation))).hasSize(1);
    }

    /** Why the release compares {@code inbound_seq}: with the NOT EXISTS alone the message would never be answered. */
    @Test
    void a_release_that_only_looked_for_pending_messages_would_lose_the_wake_up() throws SQLException {
        ClaimedTurn turn = fixture.answeredTurn("job-1");
        String naive = """
                UPDATE whatsapp_conversations SET turn_job = NULL, turn_expires_at = NULL
                WHERE id = %d AND turn_job = '%s' AND turn_number = %d
                  AND NOT EXISTS (SELECT 1 FROM messages WHERE conversation_id = %1$d AND status = 'pending')
                """.formatted(conversation, turn.jobId(), turn.number());
        try (Connection router = database.connect()) {
            storeUncommitted(router, "wamid.2");
            Background<Integer> release =
                    Background.start(() -> database.jdbi().withHandle(handle -> handle.execute(naive)));
            database.awaitLockWait("UPDATE whatsapp_conversations SET turn_job = NULL");
            router.commit();

            assertThat(release.result())
                    .as("its snapshot is older than the lock: it lets go")
                    .isEqualTo(1);
        }
        assertThat(pending(transcript.load(conversation)))
                .as("and leaves a message that nobody has been woken up for")
                .hasSize(1);
    }

    @Test
    void a_message_that_is_stored_after_the_release_finds_the_turn_free() throws SQLException {
        ClaimedTurn turn = fixture.answeredTurn("job-1");
        try (Connection router = database.connect();
                Handle holder = database.jdbi().open()) {
            holder.begin();
            Turns inTransaction = new Turns(new JdbiOnHandle(holder).jdbi(), LEASE);
            assertThat(inTransaction.release(turn, Optional.empty())).isTrue();

            router.setAutoCommit(false);
            Background<Boolean> arrival = Background.start(() -> {
                storeUncommitted(router, "wamid.2");
                router.commit();
                return true;
            });
            database.awaitLockWait("UPDATE whatsapp_conversations SET inbound_seq");
            holder.commit();
            assertThat(arrival.result()).isTrue();
        }
        assertThat(turns.claim("job-2", conversation)).isPresent();
    }

    @Test
    void a_turn_is_not_let_go_while_a_message_that_it_saw_is_left() {
        database.inbound(conversation, "wamid.1", "one");
        database.inbound(conversation, "wamid.2", "two");
        ClaimedTurn turn = fixture.claim("job-1");
        database.run(
                "UPDATE messages SET status = 'answered' WHERE wa_message_id = 'wamid.1' AND conversation_id = ?",
                conversation);

        assertThat(turns.release(turn, Optional.empty())).isFalse();
    }

    @Test
    void a_turn_is_not_released_while_a_persons_message_is_unsent_be_it_more_than_a_turn_loads() {
        fixture.person("one of many");
        ClaimedTurn turn = fixture.claim("job-1");

        assertThat(turns.release(turn, Optional.empty())).isFalse();
        database.run("UPDATE whatsapp_conversations SET bot_paused = true WHERE id = ?", conversation);
        assertThat(turns.releasePaused(turn)).isFalse();
        database.run("UPDATE messages SET status = 'sent' WHERE by_human AND conversation_id = ?", conversation);
        assertThat(turns.releasePaused(turn)).isTrue();
    }

    private void storeUncommitted(Connection router, String wamid) throws SQLException {
        router.setAutoCommit(false);
        execute(router, "UPDATE whatsapp_conversations SET inbound_seq = inbound_seq + 1 WHERE id = " + conversation);
        execute(router, """
                INSERT INTO messages (chatbot_id, conversation_id, direction, text, wa_message_id, status)
                VALUES ('%s', %d, 'inbound', 'more', '%s', 'pending')
                """.formatted(client.chatbotId(), conversation, wamid));
    }
}
