package org.wahook.worker.reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wahook.worker.reply.ReplyFixture.isLater;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.jdbi.v3.core.JdbiException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.wahook.shared.job.ReplyJob;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.meta.GraphBehaviour;
import org.wahook.testbed.proxy.TcpProxy;
import org.wahook.testbed.responder.ResponseBehaviour;
import org.wahook.worker.outcome.Outcome;
import org.wahook.worker.outcome.Reason;
import org.wahook.worker.testing.Background;
import org.wahook.worker.testing.WorkerDatabase;

/** The database goes away between two stages. */
class DatabaseOutageTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final WorkerDatabase direct = WorkerDatabase.create();
    private static final TcpProxy proxy =
            TcpProxy.to("127.0.0.1", URI.create(direct.url()).getPort());
    private static final WorkerDatabase database = direct.through(proxy.port());

    private final ReplyFixture room = new ReplyFixture(database);

    @AfterAll
    static void close() {
        database.close();
        proxy.close();
        direct.close();
    }

    @AfterEach
    void closeRoom() {
        proxy.pass();
        room.close();
    }

    /** Nobody but this thread knows that Meta has it. Were it not written down, it would be sent again. */
    @Test
    void what_meta_has_taken_is_written_down_as_soon_as_the_database_is_back() {
        room.says("Hello");
        room.meta.whenSent(sent -> databaseGoes());
        ReplyJob job = room.job();

        Background<Outcome> run = Background.start(() -> room.run(job));
        Deadline.eventually(SOON, "Meta has it", () -> room.meta.sentCount() == 1);
        Deadline.eventually(SOON, "and the database is away", () -> proxy.connections() == 0);
        assertThat(direct.statuses(room.conversation, "outbound")).containsExactly("sending");
        assertThat(run.done()).isFalse();
        proxy.pass();

        Deadline.eventually(
                SOON,
                "it is known to be sent",
                () -> direct.statuses(room.conversation, "outbound").contains("sent"));
        Deadline.eventually(SOON, "this run has ended", run::done);
        Deadline.eventually(SOON, "the rest is done", () -> attempt(job).equals(Optional.of(Outcome.done())));
        assertThat(direct.statuses(room.conversation, "inbound")).containsExactly("answered");
        assertThat(room.meta.sentCount()).isEqualTo(1);
    }

    /** Its statuses may be waiting in the queue of events, and nobody has looked at them yet. */
    @Test
    void a_send_whose_worker_died_long_ago_is_looked_at_for_a_while_before_it_is_repeated() {
        room.says("Hello");
        ReplyJob job = room.job();
        room.meta.behaveOnce(send -> true, new GraphBehaviour.Fail(400, 4, "limit"));
        isLater(room.run(job), Reason.GRAPH_RATE_LIMITED, false);
        StoredMessage draft = room.transcript.load(room.conversation).getLast();
        ClaimedTurn turn = room.turns.claim(job.id(), room.conversation).orElseThrow();
        StoredMessage part = room.transcript
                .replyOf(room.conversation, draft.turnNumber().orElse(1L))
                .getFirst();
        assertThat(room.replies.startSending(turn, part)).isTrue();
        direct.run("UPDATE messages SET created_at = now() - interval '1 hour' WHERE id = ?", part.id());

        Outcome outcome = room.run(job);
        isLater(outcome, Reason.GRAPH_OUTCOME_UNKNOWN, false);
        assertThat(((Outcome.Later) outcome).pause())
                .contains(ReplyFixture.CALL_TIMEOUT.multipliedBy(2).plus(ReplyFixture.SETTLE));
        isLater(room.run(job), Reason.GRAPH_OUTCOME_UNKNOWN, false);
        assertThat(room.meta.sentCount()).isZero();

        direct.run("UPDATE messages SET settle_at = now() - interval '1 s' WHERE id = ?", part.id());
        assertThat(room.run(job)).isEqualTo(Outcome.done());
        assertThat(room.meta.sentCount()).isEqualTo(1);
    }

    @Test
    void what_the_ai_said_while_the_database_was_away_is_asked_for_again_and_sent_once() {
        room.says("Hello");
        room.responseApi.answer(asked -> {
            databaseGoes();
            return new ResponseBehaviour.Reply("Hi");
        });
        ReplyJob job = room.job();

        assertThat(attempt(job)).isEmpty();
        proxy.pass();
        room.responseApi.answerNormally();
        Deadline.eventually(
                SOON, "the job that came back is done", () -> attempt(job).equals(Optional.of(Outcome.done())));
        assertThat(room.meta.sentCount()).isEqualTo(1);
        assertThat(room.responseApi.asked().getFirst().idempotencyKey())
                .isEqualTo(room.responseApi.asked().getLast().idempotencyKey());
    }

    /** Empty where the database is away. */
    private Optional<Outcome> attempt(ReplyJob job) {
        try {
            return Optional.of(room.run(job));
        } catch (JdbiException e) {
            return Optional.empty();
        }
    }

    private static void databaseGoes() {
        proxy.refuse();
        proxy.cut();
    }
}
