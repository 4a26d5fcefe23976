package org.wahook.worker.consumer;

import com.rabbitmq.client.Connection;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.wahook.platform.broker.BrokerSession;
import org.wahook.platform.broker.ConfirmingPublisher;
import org.wahook.platform.database.Database;
import org.wahook.platform.telemetry.ClientNames;
import org.wahook.platform.tracing.Tracing;
import org.wahook.shared.topology.Topology;
import org.wahook.worker.reply.ReplyPipeline;
import org.wahook.worker.reply.StageTimers;
import org.wahook.worker.reply.TurnResolution;
import org.wahook.worker.reply.Turns;
import org.wahook.worker.route.Router;

/** Both consumers of a worker, on one connection. */
public final class Consumers implements BrokerSession {

    private final EventConsumer events;
    private final ReplyConsumer replies;
    private final List<BrokerSession> others = new CopyOnWriteArrayList<>();

    /** The parts that do the work. */
    public record Rooms(Router router, ReplyPipeline pipeline, Turns turns, TurnResolution resolution) {}

    /** Metrics, the clients' labels, and traces. */
    public record Watch(MeterRegistry meters, ClientNames clients, Tracing tracing) {}

    /**
     * @param concurrency turns in flight
     * @param clientConcurrency of which for one client
     * @param maxAge of what is still answered
     * @param longestTurn after which a client none of whose turns ended hangs
     * @param databasePatience how long deliveries are kept while PostgreSQL is unavailable
     */
    public record Limits(
            int concurrency, int clientConcurrency, Duration maxAge, Duration longestTurn, Duration databasePatience) {

        /** Well below the half hour after which RabbitMQ closes the channel of a consumer that settles nothing. */
        private static final Duration DATABASE_PATIENCE = Duration.ofMinutes(20);

        public Limits(int concurrency, int clientConcurrency, Duration maxAge, Duration longestTurn) {
            this(concurrency, clientConcurrency, maxAge, longestTurn, DATABASE_PATIENCE);
        }

        /** Of those of one lane in hand a third may wait for a place of their client. */
        LaneRoom room(Topology topology) {
            return new LaneRoom(topology, ReplyConsumer.prefetch(topology, concurrency, clientConcurrency) / 3);
        }
    }

    public Consumers(
            Topology topology,
            Limits limits,
            Rooms rooms,
            ConfirmingPublisher publisher,
            Database database,
            Watch watch,
            Clock clock) {
        ConsumerMeters meters = new ConsumerMeters(watch.meters(), watch.clients());
        Settler settler = new Settler(publisher, topology, rooms.turns(), rooms.resolution(), meters, clock);
        ReplyProcessor replyWork = new ReplyProcessor(
                rooms.pipeline(),
                rooms.turns(),
                new RetryPolicy(topology.ladder(), limits.maxAge()),
                settler,
                new ClientLimit(limits.clientConcurrency(), limits.longestTurn(), limits.room(topology)),
                database,
                limits.databasePatience(),
                meters,
                new StageTimers(watch.meters()),
                watch.tracing(),
                clock);
        this.events = new EventConsumer(new EventProcessor(
                rooms.router(), publisher, database, limits.databasePatience(), meters, watch.tracing(), clock));
        this.replies = new ReplyConsumer(topology, limits.concurrency(), limits.clientConcurrency(), replyWork);
        Gauge.builder("wahook.turns.in_flight", replies, ReplyConsumer::inFlight)
                .description("Turns that are being worked on")
                .register(watch.meters());
    }

    /** Another consumer on the same connection. */
    public void beside(BrokerSession other) {
        others.add(other);
    }

    public void start() {
        events.start();
    }

    public boolean consuming() {
        return events.consuming() && replies.consuming();
    }

    public int turnsInFlight() {
        return replies.inFlight();
    }

    @Override
    public void opened(Connection connection) throws IOException {
        events.opened(connection);
        replies.opened(connection);
        for (BrokerSession other : others) {
            other.opened(connection);
        }
    }

    @Override
    public void closed(String why) {
        events.closed(why);
        replies.closed(why);
        others.forEach(other -> other.closed(why));
    }

    public void stop(Duration grace) {
        events.stop(grace.dividedBy(3));
        replies.stop(grace.multipliedBy(2).dividedBy(3));
    }
}
