package org.wahook.worker.reply;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.wahook.platform.secrets.Encryption;
import org.wahook.shared.bot.CallbackToken;
import org.wahook.worker.outcome.Attempts;
import org.wahook.worker.testing.Background;
import org.wahook.worker.testing.WorkerDatabase;

/** An answer that comes while its turn begins to wait, or ends to. */
class AwaitedAnswersTest {

    private static final Duration LONG = Duration.ofMinutes(10);

    @AutoClose
    private static final WorkerDatabase database = WorkerDatabase.create();

    private final TurnFixture fixture = new TurnFixture(database);
    private final AwaitedAnswers answers = new AwaitedAnswers(database.jdbi(), Encryption.none());

    @BeforeEach
    void isAsked() {
        database.inbound(fixture.conversation, "wamid.1", "Hello");
    }

    private byte[] offer(ClaimedTurn turn) {
        byte[] hash = CallbackToken.hash(CallbackToken.create());
        assertThat(answers.offer(fixture.open(turn), hash, LONG, Attempts.NONE)).isPresent();
        return hash;
    }

    private static String answerTo(byte[] hash) {
        return "UPDATE bot_callbacks SET answer = '{}', answered_at = now() WHERE token_hash = '\\x"
                + HexFormat.of().formatHex(hash) + "'";
    }

    private boolean waits(ClaimedTurn turn) {
        return answers.begin(turn, fixture.open(turn).idempotencyKey(), false, LONG);
    }

    private List<String> left() {
        return database.column(
                "SELECT answer IS NOT NULL FROM bot_callbacks WHERE conversation_id = ?", fixture.conversation);
    }

    @Test
    void a_new_callback_takes_no_answer_away_that_has_come_to_the_one_before() {
        byte[] first = offer(fixture.claim("job-1"));
        database.run(answerTo(first));
        database.run(
                "UPDATE bot_callbacks SET expires_at = now() - interval '1 s' WHERE conversation_id = ?",
                fixture.conversation);

        offer(fixture.claim("job-1"));

        assertThat(left()).containsExactlyInAnyOrder("t", "f");
    }

    @Test
    void the_deadline_takes_no_answer_away_that_comes_in_that_moment() throws SQLException {
        ClaimedTurn turn = fixture.claim("job-1");
        byte[] token = offer(turn);
        assertThat(waits(turn)).isTrue();
        try (Connection judge = database.connect()) {
            judge.setAutoCommit(false);
            TurnFixture.execute(judge, answerTo(token));
            Background<Boolean> deadline = Background.start(() -> {
                answers.expired(turn);
                return true;
            });
            database.awaitLockWait("DELETE FROM bot_callbacks");
            judge.commit();
            deadline.result();
        }

        assertThat(left()).containsExactly("t");
    }

    @Test
    void the_deadline_ends_what_is_waited_for_of_who_has_the_turn_alone() {
        ClaimedTurn old = fixture.claim("job-1");
        offer(old);
        ClaimedTurn turn = fixture.claim("job-1");

        answers.expired(old);
        assertThat(left()).containsExactly("f");

        answers.expired(turn);
        assertThat(left()).isEmpty();
    }
}
