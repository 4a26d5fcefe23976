package org.wahook.worker.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.wahook.platform.broker.MessageHeaders;
import org.wahook.shared.job.ReplyJob;
import org.wahook.shared.topology.Topology;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.responder.ResponseBehaviour;
import org.wahook.worker.testing.Background;
import org.wahook.worker.testing.Broker;
import org.wahook.worker.testing.Client;
import org.wahook.worker.testing.WorkerDatabase;

/**
 * Who has the turn answers for what is left, whatever the broker has done with the job meanwhile; and who has lost it
 * ends nothing. A job is taken from its queue by hand, so that the test says when its channel ends and who gets it next.
 */
class HeldTurnTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String LANE = Topology.lane(0);
    private static final WorkerDatabase database = WorkerDatabase.create();

    private final Broker broker = new Broker(ConsumerFixture.TOPOLOGY);
    private final ConsumerFixture room = new ConsumerFixture(database, broker, Duration.ofMillis(300));
    private final Client client = database.client();
    private final long conversation = database.conversation(client, "4915112345678");
    private final ReplyJob job = ReplyJob.wakeUp(
            client.chatbotId(), client.accountId(), client.phoneNumberId(), conversation, List.of("wamid.1"), "event");

    @BeforeEach
    void ask() {
        room.meta.phoneNumber(client.phoneNumberId(), client.token());
        database.inbound(conversation, "wamid.1", "Hello?");
        broker.job(ConsumerFixture.TOPOLOGY, job, Map.of());
    }

    @AfterEach
    void close() {
        room.close();
        broker.close();
    }

    @AfterAll
    static void closeDatabase() {
        database.close();
    }

    @Test
    void a_holder_whose_channel_is_gone_delays_its_job_all_the_same() {
        Taken mine = take();
        room.responseApi.answer(asked -> {
            mine.goesToAnotherWorkerThatAcksIt();
            return ResponseBehaviour.Raw.json(500, "{}");
        });

        room.perform(mine.delivery());

        theJobComesBack();
    }

    @Test
    void a_holder_whose_channel_is_gone_writes_its_dead_letter_all_the_same() {
        Taken mine = take();
        room.responseApi.answer(asked -> {
            mine.goesToAnotherWorkerThatAcksIt();
            return ResponseBehaviour.Raw.json(400, "{}");
        });

        room.perform(mine.delivery());

        assertThat(broker.take(Topology.REPLIES_DEAD).header(MessageHeaders.MESSAGE_IDS))
                .isEqualTo("wamid.1");
        assertThat(inbound()).containsExactly("failed");
    }

    @Test
    void a_claim_that_comes_after_the_job_went_to_another_worker_publishes_it_again() throws SQLException {
        Taken mine = take();
        try (Connection blocker = database.connect();
                Statement lock = blocker.createStatement()) {
            blocker.setAutoCommit(false);
            lock.execute("SELECT 1 FROM whatsapp_conversations WHERE id = " + conversation + " FOR UPDATE");
            Background<Boolean> performing = Background.start(() -> {
                room.perform(mine.delivery());
                return true;
            });
            database.awaitLockWait("SET turn_job = free.job");
            mine.goesToAnotherWorkerThatAcksIt();
            blocker.rollback();
            assertThat(performing.result()).isTrue();
        }

        assertThat(room.responseApi.askedCount()).isZero();
        theJobComesBack();
    }

    @Test
    void a_job_whose_database_goes_away_under_its_turn_is_published_again_where_its_channel_is_gone_too() {
        Taken mine = take();
        database.run("""
                CREATE FUNCTION away() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN RAISE EXCEPTION 'away' USING ERRCODE = '57P01'; END $$
                """);
        database.run("CREATE TRIGGER away BEFORE INSERT ON messages FOR EACH ROW EXECUTE FUNCTION away()");
        room.responseApi.answer(asked -> {
            mine.goesToAnotherWorkerThatAcksIt();
            return new ResponseBehaviour.Reply("Hi!");
        });
        try {
            room.perform(mine.delivery());
        } finally {
            database.run("DROP FUNCTION away() CASCADE");
        }

        theJobComesBack();
    }

    @Test
    void of_two_copies_of_a_job_the_one_that_lost_its_turn_gives_nothing_up_when_the_other_answers() {
        fallback("Sorry!");
        AtomicReference<Boolean> first = new AtomicReference<>(true);
        broker.job(ConsumerFixture.TOPOLOGY, job, Map.of());
        Taken one = take();
        Taken two = take();
        room.responseApi.answer(asked -> {
            if (first.getAndSet(false)) {
                room.perform(two.delivery());
                return ResponseBehaviour.Raw.json(400, "{}");
            }
            return new ResponseBehaviour.Reply("Hi!");
        });

        room.perform(one.delivery());

        assertThat(room.sent()).containsExactly("Hi!");
        assertThat(inbound()).containsExactly("answered");
        assertThat(broker.ready(Topology.REPLIES_DEAD)).isZero();
    }

    @Test
    void a_pause_keeps_a_message_from_being_given_up_by_the_turn_that_it_took() {
        fallback("Sorry!");
        room.responseApi.answer(asked -> {
            database.run(
                    "UPDATE whatsapp_conversations SET bot_paused = true, inbound_seq = inbound_seq + 1, turn_job = NULL,"
                            + " turn_expires_at = NULL WHERE id = ?",
                    conversation);
            return ResponseBehaviour.Raw.json(400, "{}");
        });

        room.perform(take().delivery());

        assertThat(inbound()).containsExactly("pending");
        assertThat(room.sent()).isEmpty();
        assertThat(broker.ready(Topology.REPLIES_DEAD)).isZero();
    }

    @Test
    void a_client_has_words_for_a_turn_that_is_given_up_and_they_are_said_once() {
        fallback("Sorry!");
        room.responseApi.answer(asked -> ResponseBehaviour.Raw.json(400, "{}"));

        room.perform(take().delivery());
        broker.job(ConsumerFixture.TOPOLOGY, job, Map.of(MessageHeaders.REPLAYED, true));
        room.perform(take().delivery());

        assertThat(room.sent()).containsExactly("Sorry!");
        assertThat(inbound()).containsExactly("failed");
        assertThat(broker.ready(Topology.REPLIES_DEAD)).isEqualTo(2);
    }

    @Test
    void an_error_that_nobody_expected_gives_up_the_messages_that_it_kept_from_an_answer_once() {
        database.run("""
                CREATE FUNCTION refused() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN RAISE EXCEPTION 'refused' USING ERRCODE = '22000'; END $$
                """);
        database.run("CREATE TRIGGER refused BEFORE INSERT ON messages FOR EACH ROW EXECUTE FUNCTION refused()");
        try {
            room.perform(take().delivery());
            room.perform(take().delivery());
        } finally {
            database.run("DROP FUNCTION refused() CASCADE");
        }

        Broker.Taken letter = broker.take(Topology.REPLIES_DEAD);
        assertThat(letter.header(MessageHeaders.REASON)).isEqualTo("unexpected_error");
        assertThat(letter.header(MessageHeaders.MESSAGE_IDS)).isEqualTo("wamid.1");
        assertThat(inbound()).containsExactly("failed");
        assertThat(broker.ready(LANE)).as("no job for what was given up").isZero();
    }

    @Test
    void a_poisonous_job_whose_messages_are_answered_leaves_no_letter() {
        database.run("UPDATE messages SET status = 'answered' WHERE conversation_id = ?", conversation);
        broker.job(ConsumerFixture.TOPOLOGY, job, Map.of(MessageHeaders.LOST, 10));
        take();

        room.perform(take().delivery());

        assertThat(broker.ready(Topology.REPLIES_DEAD)).isZero();
    }

    @Test
    void a_job_that_could_not_be_settled_counts_its_losses_itself_and_is_given_up_at_last() {
        Taken first = take();
        room.requeueLost(first.delivery());
        Taken second = take();
        assertThat(second.delivery().headers()).containsEntry(MessageHeaders.LOST, 1L);
        assertThat(second.delivery().lostBefore())
                .as("whether the broker counts a basic.nack or not")
                .isEqualTo(1);
        second.ack();

        broker.job(ConsumerFixture.TOPOLOGY, job, Map.of(MessageHeaders.LOST, 10));
        room.perform(take().delivery());
        assertThat(broker.take(Topology.REPLIES_DEAD).header(MessageHeaders.REASON))
                .isEqualTo("delivery_limit");
        assertThat(inbound()).containsExactly("failed");
    }

    @Test
    void what_only_a_job_of_the_sweeper_saw_to_is_counted_and_what_was_answered_meanwhile_is_not() {
        room.perform(take().delivery());
        assertThat(room.sent()).containsExactly("echo: Hello?");
        broker.job(ConsumerFixture.TOPOLOGY, job, Map.of(MessageHeaders.SWEPT, true));
        room.perform(take().delivery());
        assertThat(foundBySweeper()).isZero();

        database.inbound(conversation, "wamid.2", "Still there?");
        broker.job(ConsumerFixture.TOPOLOGY, job, Map.of(MessageHeaders.SWEPT, true));
        room.perform(take().delivery());
        assertThat(room.sent()).containsExactly("echo: Hello?", "echo: Still there?");
        assertThat(foundBySweeper()).isEqualTo(1);
    }

    private double foundBySweeper() {
        return room.meters.get("wahook.sweeper.found").counter().count();
    }

    private void fallback(String words) {
        database.run(
                "UPDATE chatbots SET settings = jsonb_build_object('fallbackReply', ?) WHERE id = ?",
                words,
                client.chatbotId());
    }

    private List<String> inbound() {
        return database.statuses(conversation, "inbound");
    }

    private void theJobComesBack() {
        Deadline.eventually(SOON, "the job is in its lane again", () -> broker.ready(LANE) == 1);
        room.responseApi.answerNormally();
        room.perform(take().delivery());
        assertThat(room.sent()).containsExactly("echo: Hello?");
        assertThat(inbound()).containsExactly("answered");
    }

    /** The next job of the lane, on a channel of its own. */
    private Taken take() {
        Channel channel = broker.channel();
        AtomicReference<GetResponse> next = new AtomicReference<>();
        Deadline.eventually(SOON, "a job in the lane", () -> {
            next.set(get(channel));
            return next.get() != null;
        });
        GetResponse job = next.get();
        return new Taken(
                channel, Delivery.of(new ConsumerChannel(channel), job.getEnvelope(), job.getProps(), job.getBody()));
    }

    private static GetResponse get(Channel channel) {
        try {
            return channel.basicGet(LANE, false);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Taken(Channel channel, Delivery delivery) {

        void ack() {
            delivery.ack();
        }

        void goesToAnotherWorkerThatAcksIt() {
            try {
                Channel another = channel.getConnection().createChannel();
                channel.close();
                AtomicReference<GetResponse> redelivered = new AtomicReference<>();
                Deadline.eventually(SOON, "the job comes to another worker", () -> {
                    redelivered.set(get(another));
                    return redelivered.get() != null;
                });
                another.basicAck(redelivered.get().getEnvelope().getDeliveryTag(), false);
            } catch (IOException | TimeoutException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
