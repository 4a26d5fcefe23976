package org.wahook.worker.sweeper;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.wahook.platform.broker.ConfirmingPublisher;
import org.wahook.platform.broker.MessageHeaders;
import org.wahook.shared.job.JobMessages;
import org.wahook.shared.job.ReplyJob;
import org.wahook.shared.topology.Topology;
import org.wahook.worker.testing.Broker;
import org.wahook.worker.testing.Client;
import org.wahook.worker.testing.JobPublisher;
import org.wahook.worker.testing.WorkerDatabase;

/** What nobody sees to is found once, and what somebody sees to is left alone. */
class SweeperTest {

    private static final Duration GRACE = Duration.ofMinutes(2);
    private static final Topology TOPOLOGY = JobPublisher.TOPOLOGY;
    private static final String LANE = Topology.lane(0);

    @AutoClose
    private static final WorkerDatabase database = WorkerDatabase.create();

    @AutoClose
    private final JobPublisher jobs = new JobPublisher();

    private final ConfirmingPublisher publisher = jobs.publisher();
    private final Broker broker = jobs.broker();
    private final Sweeper sweeper = sweeper();
    private final Client client = database.client();
    private final long conversation = database.conversation(client, "4915112345678");

    @BeforeEach
    void begin() {
        database.run("DELETE FROM messages");
    }

    @Test
    void a_message_that_lies_in_a_conversation_with_a_free_turn_is_found() {
        database.inbound(conversation, "wamid.1", "Hello?");
        becomesOld();

        assertThat(sweeper.sweep()).isEqualTo(1);

        Broker.Taken taken = broker.take(LANE);
        ReplyJob job = ReplyJob.fromJson(taken.body().getBytes(StandardCharsets.UTF_8));
        assertThat(job.id()).isEqualTo("sweeper:" + conversation + ":0");
        assertThat(job.conversationId()).isEqualTo(conversation);
        assertThat(job.accountId()).isEqualTo(client.accountId());
        assertThat(taken.headers()).containsKey(MessageHeaders.SWEPT);
        assertThat(taken.header(MessageHeaders.CHATBOT_ID)).isEqualTo(client.chatbotId());
    }

    @Test
    void a_conversation_is_left_alone_for_a_while_after_a_job_was_published_for_it() {
        database.inbound(conversation, "wamid.1", "Hello?");
        becomesOld();

        assertThat(sweeper.sweep()).isEqualTo(1);
        assertThat(sweeper.sweep()).isZero();
        database.run("UPDATE whatsapp_conversations SET swept_at = swept_at - interval '1 hour'");
        assertThat(sweeper.sweep()).isEqualTo(1);
    }

    @Test
    void a_message_whose_job_may_be_on_its_way_is_left_alone() {
        database.inbound(conversation, "wamid.1", "Hello?");

        assertThat(sweeper.sweep()).isZero();
    }

    @Test
    void a_message_whose_turn_somebody_has_is_found_when_that_turn_has_expired() {
        database.inbound(conversation, "wamid.1", "Hello?");
        becomesOld();
        turnExpires("now() + interval '1 minute'");
        assertThat(sweeper.sweep()).isZero();

        turnExpires("now() - interval '1 second'");
        assertThat(sweeper.sweep()).isEqualTo(1);
    }

    @Test
    void a_message_whose_bot_may_call_back_is_left_alone_until_some_time_after_the_deadline() {
        database.inbound(conversation, "wamid.1", "Hello?");
        becomesOld();
        database.run(
                "INSERT INTO bot_callbacks (token_hash, conversation_id, turn_id, questions, question_version, job_id,"
                        + " expires_at, waiting) VALUES (sha256('a'), ?, 'turn', '{}', 0, 'job', now() - interval '1 minute', true)",
                conversation);
        assertThat(sweeper.sweep()).isZero();

        database.run("UPDATE bot_callbacks SET expires_at = now() - interval '3 minutes'");
        assertThat(sweeper.sweep()).isEqualTo(1);
    }

    @Test
    void what_waits_for_the_end_of_a_pause_is_left_alone_but_not_what_a_person_wrote() {
        database.inbound(conversation, "wamid.1", "Hello?");
        becomesOld();
        database.run("UPDATE whatsapp_conversations SET bot_paused = true WHERE id = ?", conversation);
        assertThat(sweeper.sweep()).isZero();

        database.run(
                "INSERT INTO messages (chatbot_id, conversation_id, direction, text, status, by_human)"
                        + " VALUES (?, ?, 'outbound', 'I am here.', 'draft', true)",
                client.chatbotId(),
                conversation);
        becomesOld();
        assertThat(sweeper.sweep()).isEqualTo(1);
    }

    @Test
    void a_pause_that_ended_long_ago_is_none() {
        database.inbound(conversation, "wamid.1", "Hello?");
        becomesOld();
        pauseUntil("now() - interval '1 minute'");
        assertThat(sweeper.sweep()).as("its job is about to come").isZero();

        pauseUntil("now() - interval '1 hour'");
        assertThat(sweeper.sweep()).isEqualTo(1);
    }

    @Test
    void while_one_worker_sweeps_another_does_not() {
        database.inbound(conversation, "wamid.1", "Hello?");
        becomesOld();
        try (Handle other = database.jdbi().open()) {
            other.begin();
            other.execute("SELECT pg_advisory_xact_lock(7201522013)");
            assertThat(sweeper.sweep()).isZero();
            other.rollback();
        }
        assertThat(sweeper.sweep()).isEqualTo(1);
    }

    @Test
    void a_flood_is_read_page_by_page_and_all_of_it_is_found_at_last() {
        IntStream.range(0, 5).forEach(n -> database.inbound(conversation, "wamid.busy." + n, "Hello?"));
        turnExpires("now() + interval '1 hour'");
        database.run(
                "INSERT INTO messages (chatbot_id, conversation_id, direction, status)"
                        + " SELECT ?, ?, 'inbound', 'pending' FROM generate_series(1, 1000)",
                client.chatbotId(),
                conversation);
        long forgotten = database.conversation(client, "4915112345679");
        database.inbound(forgotten, "wamid.forgotten", "Hello?");
        becomesOld();

        assertThat(sweeper.sweep()).as("a page of those that somebody sees to").isZero();
        assertThat(sweeper.sweep()).isEqualTo(1);
    }

    private Sweeper sweeper() {
        return new Sweeper(database.jdbi(), publisher, new JobMessages(TOPOLOGY), GRACE, Duration.ofMinutes(10));
    }

    private static void becomesOld() {
        database.run(
                "UPDATE messages SET created_at = now() - interval '1 hour' WHERE created_at > now() - interval '30 minutes'");
    }

    private void turnExpires(String when) {
        database.run(
                "UPDATE whatsapp_conversations SET turn_job = 'job', turn_expires_at = " + when + " WHERE id = ?",
                conversation);
    }

    private void pauseUntil(String when) {
        database.run(
                "UPDATE whatsapp_conversations SET bot_paused = true, bot_paused_until = " + when + " WHERE id = ?",
                conversation);
    }
}
