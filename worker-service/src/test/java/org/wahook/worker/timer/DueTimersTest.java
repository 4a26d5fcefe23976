package org.wahook.worker.timer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.wahook.platform.broker.ConfirmingPublisher;
import org.wahook.platform.broker.MessageHeaders;
import org.wahook.shared.job.JobMessages;
import org.wahook.shared.job.ReplyJob;
import org.wahook.shared.topology.Topology;
import org.wahook.worker.testing.Background;
import org.wahook.worker.testing.Broker;
import org.wahook.worker.testing.Client;
import org.wahook.worker.testing.JobPublisher;
import org.wahook.worker.testing.WorkerDatabase;

/** Timers that are due become jobs, once, and again where the job was lost. */
class DueTimersTest {

    private static final Duration AGAIN = Duration.ofMinutes(5);
    private static final Topology TOPOLOGY = JobPublisher.TOPOLOGY;
    private static final String LANE = Topology.lane(0);

    @AutoClose
    private static final WorkerDatabase database = WorkerDatabase.create();

    @AutoClose
    private final JobPublisher jobs = new JobPublisher();

    private final ConfirmingPublisher publisher = jobs.publisher();
    private final Broker broker = jobs.broker();
    private final DueTimers timers = new DueTimers(database.jdbi(), publisher, new JobMessages(TOPOLOGY), AGAIN);
    private final Client client = database.client();
    private final long conversation = database.conversation(client, "4915112345678");

    @BeforeEach
    void begin() {
        database.run("DELETE FROM conversation_timers");
    }

    private void timer(String kind, String due) {
        database.run(
                "INSERT INTO conversation_timers (conversation_id, kind, due_at, job_id, version, attempts, first_failed_at)"
                        + " VALUES (?, ?, now() + ?::interval, ?, 7, 2, '2026-12-01T10:00:00Z')",
                conversation,
                kind,
                due,
                "job-" + kind);
    }

    private List<String> left() {
        return database.column("SELECT kind || ' ' || fired FROM conversation_timers ORDER BY kind");
    }

    private ReplyJob job(Broker.Taken taken) {
        return ReplyJob.fromJson(taken.body().getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void the_job_of_a_turn_is_published_with_what_it_has_behind_it_and_not_before_its_time() {
        timer("callback", "1 hour");
        assertThat(timers.fire()).isZero();
        database.run("UPDATE conversation_timers SET due_at = now()");

        assertThat(timers.fire()).isEqualTo(1);
        assertThat(timers.fire()).as("it is put off").isZero();

        Broker.Taken taken = broker.take(LANE);
        assertThat(job(taken).id()).isEqualTo("job-callback");
        assertThat(job(taken).conversationId()).isEqualTo(conversation);
        assertThat(job(taken).accountId()).isEqualTo(client.accountId());
        assertThat(job(taken).eventId()).isEqualTo("callback");
        assertThat(job(taken).resumes()).isEmpty();
        assertThat(taken.header(MessageHeaders.ATTEMPTS)).isEqualTo("2");
        assertThat(taken.header(MessageHeaders.FIRST_FAILED_AT)).isEqualTo("2026-12-01T10:00:00Z");
        assertThat(left()).containsExactly("callback 1");
    }

    @Test
    void a_timer_that_its_job_does_not_take_away_comes_three_times_and_is_forgotten() {
        timer("followUp", "-1 second");
        for (int i = 1; i <= 3; i++) {
            assertThat(timers.fire()).isEqualTo(1);
            database.run("UPDATE conversation_timers SET due_at = now()");
        }

        assertThat(timers.fire()).isZero();
        assertThat(left()).isEmpty();
    }

    @Test
    void one_whose_reply_waits_to_be_sent_is_not_forgotten() {
        timer("followUp", "-1 second");
        database.run("UPDATE conversation_timers SET fired = 3, reply_turn = 7");

        assertThat(timers.fire()).isEqualTo(1);
        assertThat(left()).containsExactly("followUp 4");
    }

    @Test
    void of_two_workers_that_look_at_once_one_publishes_and_none_waits() throws SQLException {
        timer("callback", "-1 second");
        timer("followUp", "-1 second");
        try (Connection other = database.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("SELECT 1 FROM conversation_timers WHERE kind = 'callback' FOR UPDATE");

            assertThat(Background.start(timers::fire).result()).isEqualTo(1);
            other.rollback();
        }
        assertThat(left()).containsExactly("callback 0", "followUp 1");
    }

    @Test
    void the_end_of_a_pause_is_told_once() {
        timer("resume", "-1 second");

        assertThat(timers.fire()).isEqualTo(1);

        assertThat(job(broker.take(LANE)).resumes()).isEqualTo(Optional.of(7L));
        assertThat(left()).isEmpty();
    }

    @Test
    void what_rabbitmq_does_not_confirm_comes_again_soon_and_does_not_count() {
        timer("callback", "-1 second");
        timer("resume", "-1 second");
        broker.delete(LANE);

        assertThat(timers.fire()).isZero();

        assertThat(left()).containsExactly("callback 0", "resume 0");
        assertThat(database.column("SELECT kind FROM conversation_timers WHERE due_at < now() + interval '10 seconds'"))
                .hasSize(2);
    }

    @Test
    void callbacks_that_nobody_can_use_any_more_are_forgotten_after_a_day() {
        for (String age : List.of("25 hours", "23 hours")) {
            database.run(
                    "INSERT INTO bot_callbacks (token_hash, conversation_id, turn_id, questions, question_version, job_id,"
                            + " expires_at) VALUES (sha256(?::bytea), ?, 'turn', '{}', 0, 'job', now() - ?::interval)",
                    age,
                    conversation,
                    age);
        }
        timers.forgetOldCallbacks();

        assertThat(database.column("SELECT turn_id FROM bot_callbacks WHERE conversation_id = ?", conversation))
                .hasSize(1);
    }
}
