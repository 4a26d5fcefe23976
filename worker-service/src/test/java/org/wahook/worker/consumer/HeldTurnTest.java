package org.wahook.worker.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.wahook.platform.broker.MessageHeaders;
import org.wahook.shared.topology.Topology;
import org.wahook.testbed.responder.ResponseBehaviour;
import org.wahook.worker.consumer.LaneFixture.Taken;
import org.wahook.worker.testing.Background;
import org.wahook.worker.testing.Broker;
import org.wahook.worker.testing.WorkerDatabase;

/**
 * The worker that has a turn must see to what is left, whatever the broker has done with the job; a worker that lost it
 * ends nothing.
 */
class HeldTurnTest {

    @AutoClose
    private static final WorkerDatabase database = WorkerDatabase.create();

    @AutoClose
    private final LaneFixture lane = new LaneFixture(database);

    private final ConsumerFixture room = lane.room();
    private final Broker broker = lane.broker();
    private final long conversation = lane.conversation();

    @Test
    void a_holder_whose_channel_is_gone_delays_its_job_all_the_same() {
        Taken mine = lane.take();
        room.responseApi.answer(asked -> {
            mine.goesToAnotherWorkerThatAcksIt();
            return ResponseBehaviour.Raw.json(500, "{}");
        });

        room.perform(mine.delivery());

        lane.theJobComesBack();
    }

    @Test
    void a_holder_whose_channel_is_gone_writes_its_dead_letter_all_the_same() {
        Taken mine = lane.take();
        room.responseApi.answer(asked -> {
            mine.goesToAnotherWorkerThatAcksIt();
            return ResponseBehaviour.Raw.json(400, "{}");
        });

        room.perform(mine.delivery());

        assertThat(broker.take(Topology.REPLIES_DEAD).header(MessageHeaders.MESSAGE_IDS))
                .isEqualTo("wamid.1");
        assertThat(lane.inbound()).containsExactly("failed");
    }

    @Test
    void a_claim_that_comes_after_the_job_went_to_another_worker_publishes_it_again() throws SQLException {
        Taken mine = lane.take();
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
        lane.theJobComesBack();
    }

    @Test
    void a_job_whose_database_goes_away_under_its_turn_is_published_again_where_its_channel_is_gone_too() {
        Taken mine = lane.take();
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

        lane.theJobComesBack();
    }

    @Test
    void of_two_copies_of_a_job_the_one_that_lost_its_turn_gives_nothing_up_when_the_other_answers() {
        lane.fallback("Sorry!");
        AtomicReference<Boolean> first = new AtomicReference<>(true);
        lane.publishJob(Map.of());
        Taken one = lane.take();
        Taken two = lane.take();
        room.responseApi.answer(asked -> {
            if (first.getAndSet(false)) {
                room.perform(two.delivery());
                return ResponseBehaviour.Raw.json(400, "{}");
            }
            return new ResponseBehaviour.Reply("Hi!");
        });

        room.perform(one.delivery());

        assertThat(room.sent()).containsExactly("Hi!");
        assertThat(lane.inbound()).containsExactly("answered");
        assertThat(broker.ready(Topology.REPLIES_DEAD)).isZero();
    }

    @Test
    void a_pause_keeps_a_message_from_being_given_up_by_the_turn_that_it_took() {
        lane.fallback("Sorry!");
        room.responseApi.answer(asked -> {
            database.run(
                    "UPDATE whatsapp_conversations SET bot_paused = true, inbound_seq = inbound_seq + 1, turn_job = NULL,"
                            + " turn_expires_at = NULL WHERE id = ?",
                    conversation);
            return ResponseBehaviour.Raw.json(400, "{}");
        });

        room.perform(lane.take().delivery());

        assertThat(lane.inbound()).containsExactly("pending");
        assertThat(room.sent()).isEmpty();
        assertThat(broker.ready(Topology.REPLIES_DEAD)).isZero();
    }
}
