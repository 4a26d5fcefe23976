package org.wahook.worker.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.wahook.platform.broker.MessageHeaders;
import org.wahook.shared.topology.Topology;
import org.wahook.testbed.responder.ResponseBehaviour;
import org.wahook.worker.consumer.LaneFixture.Taken;
import org.wahook.worker.testing.Broker;
import org.wahook.worker.testing.WorkerDatabase;

/** Jobs that are given up: once, with the reason, and only for what is still unanswered. */
class GivenUpJobTest {

    @AutoClose
    private static final WorkerDatabase database = WorkerDatabase.create();

    @AutoClose
    private final LaneFixture lane = new LaneFixture(database);

    private final ConsumerFixture room = lane.room();
    private final Broker broker = lane.broker();
    private final long conversation = lane.conversation();

    @Test
    void a_client_has_words_for_a_turn_that_is_given_up_and_they_are_said_once() {
        lane.fallback("Sorry!");
        room.responseApi.answer(asked -> ResponseBehaviour.Raw.json(400, "{}"));

        room.perform(lane.take().delivery());
        lane.publishJob(Map.of(MessageHeaders.REPLAYED, true));
        room.perform(lane.take().delivery());

        assertThat(room.sent()).containsExactly("Sorry!");
        assertThat(lane.inbound()).containsExactly("failed");
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
            room.perform(lane.take().delivery());
            room.perform(lane.take().delivery());
        } finally {
            database.run("DROP FUNCTION refused() CASCADE");
        }

        Broker.Taken letter = broker.take(Topology.REPLIES_DEAD);
        assertThat(letter.header(MessageHeaders.REASON)).isEqualTo("unexpected_error");
        assertThat(letter.header(MessageHeaders.MESSAGE_IDS)).isEqualTo("wamid.1");
        assertThat(lane.inbound()).containsExactly("failed");
        assertThat(lane.ready()).as("no job for what was given up").isZero();
    }

    @Test
    void a_poisonous_job_whose_messages_are_answered_leaves_no_letter() {
        database.run("UPDATE messages SET status = 'answered' WHERE conversation_id = ?", conversation);
        lane.publishJob(Map.of(MessageHeaders.LOST, 10));
        lane.take();

        room.perform(lane.take().delivery());

        assertThat(broker.ready(Topology.REPLIES_DEAD)).isZero();
    }

    @Test
    void a_job_that_could_not_be_settled_counts_its_losses_itself_and_is_given_up_at_last() {
        Taken first = lane.take();
        room.requeueLost(first.delivery());
        Taken second = lane.take();
        assertThat(second.delivery().headers()).containsEntry(MessageHeaders.LOST, 1L);
        assertThat(second.delivery().lostBefore())
                .as("whether the broker counts a basic.nack or not")
                .isEqualTo(1);
        second.ack();

        lane.publishJob(Map.of(MessageHeaders.LOST, 10));
        room.perform(lane.take().delivery());
        assertThat(broker.take(Topology.REPLIES_DEAD).header(MessageHeaders.REASON))
                .isEqualTo("delivery_limit");
        assertThat(lane.inbound()).containsExactly("failed");
    }

    @Test
    void what_only_a_job_of_the_sweeper_saw_to_is_counted_and_what_was_answered_meanwhile_is_not() {
        room.perform(lane.take().delivery());
        assertThat(room.sent()).containsExactly("echo: Hello?");
        lane.publishJob(Map.of(MessageHeaders.SWEPT, true));
        room.perform(lane.take().delivery());
        assertThat(foundBySweeper()).isZero();

        database.inbound(conversation, "wamid.2", "Still there?");
        lane.publishJob(Map.of(MessageHeaders.SWEPT, true));
        room.perform(lane.take().delivery());
        assertThat(room.sent()).containsExactly("echo: Hello?", "echo: Still there?");
        assertThat(foundBySweeper()).isEqualTo(1);
    }

    private double foundBySweeper() {
        return room.meters.get("wahook.sweeper.found").counter().count();
    }
}
