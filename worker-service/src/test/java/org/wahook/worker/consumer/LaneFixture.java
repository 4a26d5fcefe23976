package org.wahook.worker.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.wahook.shared.job.ReplyJob;
import org.wahook.shared.topology.Topology;
import org.wahook.testbed.Deadline;
import org.wahook.worker.testing.Broker;
import org.wahook.worker.testing.Client;
import org.wahook.worker.testing.WorkerDatabase;

/**
 * A conversation with one job in its lane. A test takes the job by hand, so that it says when the channel ends and who
 * gets the job next.
 */
final class LaneFixture implements AutoCloseable {

    static final Duration SOON = Duration.ofSeconds(60);
    private static final String LANE = Topology.lane(0);

    private final WorkerDatabase database;
    private final Broker broker = new Broker(ConsumerFixture.TOPOLOGY);
    private final ConsumerFixture room;
    private final Client client;
    private final long conversation;
    private final ReplyJob job;

    LaneFixture(WorkerDatabase database) {
        this.database = database;
        room = new ConsumerFixture(database, broker, Duration.ofMillis(300));
        client = database.client();
        conversation = database.conversation(client, "4915112345678");
        job = ReplyJob.wakeUp(
                client.chatbotId(),
                client.accountId(),
                client.phoneNumberId(),
                conversation,
                List.of("wamid.1"),
                "event");
        room.meta.phoneNumber(client.phoneNumberId(), client.token());
        database.inbound(conversation, "wamid.1", "Hello?");
        publishJob(Map.of());
    }

    Broker broker() {
        return broker;
    }

    ConsumerFixture room() {
        return room;
    }

    long conversation() {
        return conversation;
    }

    /** The same job once more. */
    void publishJob(Map<String, Object> headers) {
        broker.job(ConsumerFixture.TOPOLOGY, job, headers);
    }

    long ready() {
        return broker.ready(LANE);
    }

    void fallback(String words) {
        database.run(
                "UPDATE chatbots SET settings = jsonb_build_object('fallbackReply', ?) WHERE id = ?",
                words,
                client.chatbotId());
    }

    List<String> inbound() {
        return database.statuses(conversation, "inbound");
    }

    void theJobComesBack() {
        Deadline.eventually(SOON, "the job is in its lane again", () -> broker.ready(LANE) == 1);
        room.responseApi.answerNormally();
        room.perform(take().delivery());
        assertThat(room.sent()).containsExactly("echo: Hello?");
        assertThat(inbound()).containsExactly("answered");
    }

    /** The next job of the lane, on a channel of its own. */
    Taken take() {
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

    record Taken(Channel channel, Delivery delivery) {

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

    @Override
    public void close() {
        room.close();
        broker.close();
    }
}
