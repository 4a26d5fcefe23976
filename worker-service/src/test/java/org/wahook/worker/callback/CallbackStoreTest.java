package org.wahook.worker.callback;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.wahook.platform.secrets.Encryption;
import org.wahook.shared.bot.CallbackToken;
import org.wahook.worker.testing.WorkerDatabase;

/** A question gets one answer, whatever comes at the same moment and by whichever of its tokens. */
class CallbackStoreTest {

    private static final WorkerDatabase database = WorkerDatabase.create();

    private final CallbackStore store = new CallbackStore(database.jdbi(), Encryption.with(List.of()));
    private final long conversation = database.conversation(database.client(), "4915112345678");

    @AfterAll
    static void closeDatabase() {
        database.close();
    }

    private byte[] offered(String turn) {
        byte[] hash = CallbackToken.hash(CallbackToken.create());
        database.run(
                "INSERT INTO bot_callbacks (token_hash, conversation_id, turn_id, questions, question_version, job_id,"
                        + " expires_at, waiting) VALUES (?, ?, ?, '{}', 0, 'job', now() + interval '1 hour', true)",
                hash,
                conversation,
                turn);
        return hash;
    }

    private static ReceivedCallback callback(byte[] hash, String id) {
        return new ReceivedCallback(hash, id, "", "", Instant.now(), "{}".getBytes(StandardCharsets.UTF_8));
    }

    private List<String> taken() {
        return database.column(
                "SELECT webhook_id FROM bot_callbacks WHERE conversation_id = ? AND webhook_id IS NOT NULL",
                conversation);
    }

    @Test
    void of_two_callbacks_at_the_same_moment_one_is_taken() throws SQLException {
        byte[] token = offered("turn-1");
        try (Connection first = database.connect();
                PreparedStatement take = first.prepareStatement(
                        "UPDATE bot_callbacks SET answer = '{}', webhook_id = 'first' WHERE token_hash = ?")) {
            first.setAutoCommit(false);
            take.setBytes(1, token);
            take.executeUpdate();

            CompletableFuture<Boolean> second =
                    CompletableFuture.supplyAsync(() -> store.take(callback(token, "second"), conversation));
            database.awaitLockWait("UPDATE bot_callbacks b SET answer");
            first.commit();

            assertThat(second.join()).isFalse();
        }
        assertThat(taken()).containsExactly("first");
    }

    @Test
    void of_two_tokens_for_the_same_question_one_is_taken() {
        byte[] ofTheFirstAttempt = offered("turn-1");
        byte[] ofTheSecond = offered("turn-1");
        byte[] ofAnotherQuestion = offered("turn-2");

        assertThat(store.take(callback(ofTheSecond, "first"), conversation)).isTrue();
        assertThat(store.take(callback(ofTheFirstAttempt, "second"), conversation))
                .isFalse();
        assertThat(store.take(callback(ofAnotherQuestion, "third"), conversation))
                .isTrue();
        assertThat(taken()).containsExactlyInAnyOrder("first", "third");
    }

    /** The one that asked would find the turn taken, and the answer would wait for its deadline. */
    @Test
    void the_job_that_has_the_turn_is_woken_up() {
        byte[] token = offered("turn-1");
        assertThat(store.job(token).orElseThrow().id()).isEqualTo("job");

        database.run("UPDATE whatsapp_conversations SET turn_job = 'after a pause' WHERE id = ?", conversation);

        assertThat(store.job(token).orElseThrow().id()).isEqualTo("after a pause");
    }

    @Test
    void a_conversation_that_was_woken_up_is_not_woken_up_by_the_same_callback_again() {
        byte[] token = offered("turn-1");
        store.take(callback(token, "first"), conversation);
        assertThat(store.job(token)).isPresent();

        store.woken(token);

        assertThat(store.job(token)).isEmpty();
    }
}
