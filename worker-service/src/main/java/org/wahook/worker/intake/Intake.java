package org.wahook.worker.intake;

import com.rabbitmq.client.Connection;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import org.wahook.shared.broker.BrokerSession;
import org.wahook.shared.broker.ConfirmingPublisher;
import org.wahook.shared.broker.Topology;
import org.wahook.shared.database.Database;
import org.wahook.shared.telemetry.ClientNames;
import org.wahook.shared.tracing.Tracing;
import org.wahook.worker.reply.Endings;
import org.wahook.worker.reply.ReplyPipeline;
import org.wahook.worker.reply.StageTimers;
import org.wahook.worker.reply.Turns;
import org.wahook.worker.route.Router;

/** Both consumers of a worker, on one connection. */
public final class Intake implements BrokerSession {

    private final EventIntake events;
    private final ReplyIntake replies;

    /** The rooms that the work is done in. */
    public record Rooms(Router router, ReplyPipeline pipeline, Turns turns, Endings endings) {}

    /** What it is watched with. */
    public record Watch(MeterRegistry meters, ClientNames clients, Tracing tracing) {}

    /**
     * @param concurrency turns in flight
     * @param clientConcurrency of which for one client
     * @param maxAge of what is still answered
     * @param databasePatience how long deliveries are kept in hand while the database is away
     */
    public record Limits(int concurrency, int clientConcurrency, Duration maxAge, Duration databasePatience) {

        /** Well below the half hour after which RabbitMQ closes the channel of a consumer that settles nothing. */
        private static final Duration DATABASE_PATIENCE = Duration.ofMinutes(20);

        public Limits(int concurrency, int clientConcurrency, Duration maxAge) {
            this(concurrency, clientConcurrency, maxAge, DATABASE_PATIENCE);
        }
    }

    public Intake(
            Topology topology,
            Limits limits,
            Rooms rooms,
            ConfirmingPublisher publisher,
            Database database,
            Watch watch,
            Clock clock) {
        IntakeMeters meters = new IntakeMeters(watch.meters(), watch.clients());
        Settler settler = new Settler(publisher, topology, rooms.turns(), rooms.endings(), meters, clock);
        ReplyWork replyWork = new ReplyWork(
                rooms.pipeline(),
                rooms.turns(),
                new RetryPolicy(topology.ladder(), limits.maxAge()),
                settler,
                new ClientLimit(limits.clientConcurrency()),
                database,
                limits.databasePatience(),
                meters,
                new StageTimers(watch.meters()),
                watch.tracing(),
                clock);
        this.events = new EventIntake(new EventWork(
                rooms.router(), publisher, database, limits.databasePatience(), meters, watch.tracing(), clock));
        this.replies = new ReplyIntake(topology, limits.concurrency(), limits.clientConcurrency(), replyWork);
        Gauge.builder("wahook.turns.in_flight", replies, ReplyIntake::inFlight)
                .description("Turns that are being worked on")
                .register(watch.meters());
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
    }

    @Override
    public void closed(String why) {
        events.closed(why);
        replies.closed(why);
    }

    public void stop(Duration grace) {
        events.stop(grace.dividedBy(3));
        replies.stop(grace.multipliedBy(2).dividedBy(3));
    }
}
