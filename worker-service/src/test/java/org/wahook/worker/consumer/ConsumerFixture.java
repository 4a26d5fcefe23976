package org.wahook.worker.consumer;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.wahook.platform.broker.BrokerLink;
import org.wahook.platform.broker.ConfirmingPublisher;
import org.wahook.platform.config.RabbitUrls;
import org.wahook.platform.outgoing.OutgoingAllowed;
import org.wahook.platform.telemetry.ClientNames;
import org.wahook.platform.tracing.Tracing;
import org.wahook.shared.account.AccountStops;
import org.wahook.shared.topology.Topology;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.meta.SentMessage;
import org.wahook.testbed.meta.SimulatedMeta;
import org.wahook.testbed.responder.SimulatedResponseApi;
import org.wahook.worker.graph.GraphApi;
import org.wahook.worker.reply.Replies;
import org.wahook.worker.reply.ReplyPipeline;
import org.wahook.worker.reply.ReplySender;
import org.wahook.worker.reply.StageTimers;
import org.wahook.worker.reply.Transcript;
import org.wahook.worker.reply.Turns;
import org.wahook.worker.responder.Responder;
import org.wahook.worker.responder.ResponseApi;
import org.wahook.worker.route.Router;
import org.wahook.worker.testing.Broker;
import org.wahook.worker.testing.MediaFixture;
import org.wahook.worker.testing.WorkerDatabase;

/** A worker's consumers with all that it hands on to, and with a clock that can break. */
final class ConsumerFixture implements AutoCloseable {

    static final Topology TOPOLOGY = new Topology(1, List.of(Duration.ofMillis(200)));
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(15);

    final FragileClock clock = new FragileClock();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final SimulatedMeta meta = SimulatedMeta.start();
    final SimulatedResponseApi responseApi = SimulatedResponseApi.start();
    private final ResponseApi asked;
    private final GraphApi graph;
    private final MediaFixture media;
    final ConfirmingPublisher publisher;
    private final ReplyProcessor processor;
    private final Consumers consumers;
    private final BrokerLink link;

    ConsumerFixture(WorkerDatabase database, Broker broker, Duration databasePatience) {
        this(database, broker, databasePatience, broker.url());
    }

    /** @param publisherUrl where jobs and dead letters go; another way to the same broker */
    ConsumerFixture(WorkerDatabase database, Broker broker, Duration databasePatience, String publisherUrl) {
        ClientNames clients = new ClientNames();
        RabbitUrls urls = RabbitUrls.parse(broker.url());
        asked = new ResponseApi(
                responseApi.baseUrl(), "/response", CALL_TIMEOUT, "/response", OutgoingAllowed.NONE, 10, clock);
        graph = new GraphApi(meta.baseUrl(), "v26.0", CALL_TIMEOUT, 10, clock);
        media = new MediaFixture(meta, database.jdbi());
        Turns turns = new Turns(database.jdbi(), Duration.ofMinutes(2));
        Replies replies = new Replies(database.jdbi());
        ReplySender sender = new ReplySender(
                graph,
                replies,
                media.rooms.outbound(),
                new AccountStops(database.jdbi(), database.accounts(), TOPOLOGY.ladder()),
                false,
                CALL_TIMEOUT,
                CALL_TIMEOUT,
                time -> true,
                clock);
        ReplyPipeline pipeline = new ReplyPipeline(
                turns,
                new Transcript(database.jdbi(), 20),
                database.accounts(),
                new Responder(asked, meters, clients),
                replies,
                sender,
                media.rooms,
                Duration.ofHours(24),
                Clock.systemUTC());
        publisher = new ConfirmingPublisher(RabbitUrls.parse(publisherUrl), "test-publisher", TOPOLOGY, 100, meters)
                .start();
        consumers = new Consumers(
                TOPOLOGY,
                new Consumers.Limits(10, 10, Duration.ofHours(24), Duration.ofMinutes(2), databasePatience),
                new Consumers.Rooms(
                        new Router(database.accounts(), database.jdbi(), TOPOLOGY, clock),
                        pipeline,
                        turns,
                        replies.resolution()),
                publisher,
                database.database(),
                new Consumers.Watch(meters, clients, Tracing.off()),
                clock);
        ConsumerMeters consumerMeters = new ConsumerMeters(meters, clients);
        processor = new ReplyProcessor(
                pipeline,
                turns,
                new RetryPolicy(TOPOLOGY.ladder(), Duration.ofHours(24)),
                new Settler(publisher, TOPOLOGY, turns, replies.resolution(), consumerMeters, clock),
                new ClientLimit(10, Duration.ofMinutes(2), new LaneRoom(TOPOLOGY, 10)),
                database.database(),
                databasePatience,
                consumerMeters,
                new StageTimers(meters),
                Tracing.off(),
                clock);
        link = new BrokerLink(urls, "test-consumer", TOPOLOGY, consumers);
    }

    /** From now on deliveries arrive. */
    void connect() {
        link.start();
        Deadline.eventually(SOON, "it can publish", () -> publisher.problem().isEmpty());
        Deadline.eventually(SOON, "it consumes", consumers::consuming);
    }

    /** Works on one job that the test has taken from its queue. */
    void perform(Delivery delivery) {
        try {
            Deadline.eventually(
                    SOON, "it can publish", () -> publisher.problem().isEmpty());
            processor.perform(delivery, (_, turn) -> turn.run());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What the consumer does where an error comes out of {@link #perform}. */
    void requeueLost(Delivery delivery) {
        Deadline.eventually(SOON, "it can publish", () -> publisher.problem().isEmpty());
        processor.requeueLost(delivery);
    }

    /** From now on events are routed. */
    void start() {
        consumers.start();
    }

    /** What customers were sent. */
    List<String> sent() {
        return meta.sent().stream().map(SentMessage::text).toList();
    }

    @Override
    public void close() {
        consumers.stop(Duration.ofSeconds(3));
        link.close();
        publisher.close();
        asked.close();
        graph.close();
        media.close();
        responseApi.close();
        meta.close();
    }

    /** Tells the time, and fails once where it is told to, as a JVM does that has no memory left. */
    static final class FragileClock extends Clock {

        private final AtomicInteger toBreak = new AtomicInteger();
        private final AtomicInteger broken = new AtomicInteger();

        void breaksNext() {
            toBreak.incrementAndGet();
        }

        int broken() {
            return broken.get();
        }

        @Override
        public Instant instant() {
            if (toBreak.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                broken.incrementAndGet();
                throw new OutOfMemoryError("planted");
            }
            return Instant.now();
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
