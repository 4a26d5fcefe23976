package org.wahook.worker;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.platform.broker.BrokerLink;
import org.wahook.platform.broker.ConfirmingPublisher;
import org.wahook.platform.database.Database;
import org.wahook.platform.outgoing.OutgoingAddresses;
import org.wahook.platform.outgoing.OutgoingAllowed;
import org.wahook.platform.secrets.Encryption;
import org.wahook.platform.telemetry.ClientNames;
import org.wahook.platform.telemetry.Health;
import org.wahook.platform.telemetry.Metrics;
import org.wahook.platform.telemetry.ReadinessLog;
import org.wahook.platform.tracing.Tracing;
import org.wahook.shared.account.AccountStops;
import org.wahook.shared.account.Accounts;
import org.wahook.shared.account.ClientChanges;
import org.wahook.shared.account.ResponseApiDefaults;
import org.wahook.shared.analytics.RollUpScheduler;
import org.wahook.shared.backlog.Backlog;
import org.wahook.shared.backlog.QueueMembersWatch;
import org.wahook.shared.deadletter.DeadLetterIndex;
import org.wahook.shared.deadletter.DeadLetterRecorder;
import org.wahook.worker.consumer.Consumers;
import org.wahook.worker.graph.GraphApi;
import org.wahook.worker.graph.GraphMedia;
import org.wahook.worker.management.ManagementListener;
import org.wahook.worker.media.InboundMedia;
import org.wahook.worker.media.MediaMemory;
import org.wahook.worker.media.MediaRooms;
import org.wahook.worker.media.MediaStore;
import org.wahook.worker.media.OutboundMedia;
import org.wahook.worker.media.Transcription;
import org.wahook.worker.reply.Replies;
import org.wahook.worker.reply.ReplyPipeline;
import org.wahook.worker.reply.Sender;
import org.wahook.worker.reply.Transcript;
import org.wahook.worker.reply.Turns;
import org.wahook.worker.responder.AiHealth;
import org.wahook.worker.responder.Responder;
import org.wahook.worker.responder.ResponseApi;
import org.wahook.worker.route.Router;
import org.wahook.worker.route.RoutingWatermark;
import org.wahook.worker.sweeper.SweepScheduler;

/** The whole service, wired by hand: built in order, closed in reverse. Its neighbours are waited for meanwhile. */
public final class WorkerApp implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(WorkerApp.class);

    /** Jobs and retries that may await their confirms at one time. */
    private static final int MOST_UNCONFIRMED = 10_000;

    /** On top of all calls that a turn makes: its lease must not end while it is worked on. */
    private static final Duration LEASE_MARGIN = Duration.ofMinutes(1);

    private static final Duration LEAST_MARGIN = Duration.ofSeconds(20);

    /** Of those of this replica. One thread routes; the second connection is for the moment when one is replaced. */
    private static final int ROUTER_CONNECTIONS = 2;

    /** Events of all clients wait behind a row that is locked for so long; then it waits alone. */
    private static final Duration ROUTER_LOCK_TIMEOUT = Duration.ofMillis(100);

    private final WorkerConfig config;
    private final Health health = new Health();
    private final Metrics metrics = new Metrics();
    private final ClientNames clients = new ClientNames();
    private final Tracing tracing;
    private final ManagementListener management;
    private final Database database;
    private final ClientChanges changes;
    private final ConfirmingPublisher publisher;
    private final DeadLetterRecorder deadLetters;
    private final AiHealth aiHealth;
    private final ResponseApi responseApi;
    private final GraphApi graph;
    private final GraphMedia graphMedia;
    private final MediaRooms media;
    private final Consumers consumers;
    private final BrokerLink consumerLink;
    private final Backlog backlog;
    private final QueueMembersWatch queueMembers;
    private final RollUpScheduler rollUps;
    private final ReadinessLog readiness;
    private final SweepScheduler sweeper;
    private final Thread starter;
    private volatile boolean built;

    /** @throws IllegalStateException where the management address is taken */
    public static WorkerApp start(WorkerConfig config) {
        return new WorkerApp(config);
    }

    private WorkerApp(WorkerConfig config) {
        this.config = config;
        Clock clock = Clock.systemUTC();
        tracing = Tracing.of(config.traces(), "worker-service");
        health.watch("service", () -> built ? Optional.empty() : Optional.of("starting"));
        management = ManagementListener.start(
                config.management().host(), config.management().port(), health, metrics);
        database = new Database(
                config.database(),
                "worker",
                config.databaseConnections() - routerConnections(),
                Database.Plans.GENERIC,
                metrics.registry());
        // At once, since both take longer than all that is made meanwhile.
        database.start();
        publisher = new ConfirmingPublisher(
                        config.rabbit(), "worker-publisher", config.topology(), MOST_UNCONFIRMED, metrics.registry())
                .start();
        deadLetters = new DeadLetterRecorder(new DeadLetterIndex(database.jdbi())).start();
        publisher.whenConfirmed(deadLetters);
        aiHealth = new AiHealth(database.jdbi()).start();
        Encryption encryption = Encryption.with(config.encryptionKeys());
        Accounts accounts = new Accounts(database.jdbi(), encryption);
        changes = new ClientChanges(database, accounts);
        responseApi = new ResponseApi(
                config.responseApi().baseUrl(),
                config.responseApi().path(),
                config.responseApi().timeout(),
                config.responseApi().replyPointer(),
                config.responseApi().outgoingAllowed(),
                config.limits().concurrency(),
                clock);
        graph = new GraphApi(
                config.graph().baseUrl(),
                config.graph().version(),
                config.graph().timeout(),
                config.limits().concurrency(),
                clock);
        graphMedia = new GraphMedia(config.graph().baseUrl(), config.graph().version(), clock);
        media = media();
        Duration longestTurn =
                config.responseApi().timeout().plus(config.graph().timeout()).plus(leaseMargin());
        Turns turns = new Turns(database.jdbi(), longestTurn);
        Replies replies = new Replies(database.jdbi(), encryption);
        RoutingWatermark progress = new RoutingWatermark(database.jdbi(), publisher, clock);
        ReplyPipeline pipeline = pipeline(accounts, turns, replies, progress, clock);
        Router router = new Router(
                accounts,
                database.reserved("router", routerConnections(), ROUTER_LOCK_TIMEOUT),
                config.topology(),
                clock,
                config.humanPause(),
                metrics.registry());
        consumers = new Consumers(
                config.topology(),
                new Consumers.Limits(
                        config.limits().concurrency(),
                        config.limits().clientConcurrency(),
                        config.limits().replyMaxAge(),
                        longestTurn),
                new Consumers.Rooms(router, pipeline, turns, replies.resolution()),
                publisher,
                database,
                new Consumers.Watch(metrics.registry(), clients, tracing),
                clock);
        consumerLink = new BrokerLink(config.rabbit(), "worker-consumer", config.topology(), consumers);

        health.watch("postgresql", database::problem);
        health.watch("rabbitmq", this::brokerProblem);
        metrics.watch(health);
        metrics.watch("database", database::problem);
        metrics.watch("rabbitmq", this::brokerProblem);
        backlog = new Backlog(config.topology(), publisher, database, metrics.registry());
        queueMembers = new QueueMembersWatch(
                config.rabbitManagement(), config.rabbit().virtualHost(), config.topology(), metrics.registry());
        rollUps = new RollUpScheduler(database);
        sweeper = new SweepScheduler(database, publisher, config.topology(), metrics.registry());
        backlog.start();
        queueMembers.start();
        readiness = new ReadinessLog(health, connections()).start();
        starter = Thread.ofVirtual().name("starter").start(this::consumeWhenReady);
        built = true;
        log.info("Management on {} port {}", config.management().host(), management.port());
    }

    private String connections() {
        return "%s, %s, response API %s, Graph API %s"
                .formatted(
                        config.database().description(),
                        config.rabbit().description(),
                        config.responseApi().baseUrl(),
                        config.graph().baseUrl());
    }

    private int routerConnections() {
        return Math.min(ROUTER_CONNECTIONS, config.databaseConnections() / 2);
    }

    private ReplyPipeline pipeline(
            Accounts accounts, Turns turns, Replies replies, RoutingWatermark progress, Clock clock) {
        Sender sender = new Sender(
                graph,
                replies,
                media.outbound(),
                new AccountStops(database.jdbi(), accounts, config.topology().ladder()),
                config.typingIndicator(),
                config.graph().timeout(),
                config.graph().settleTime(),
                progress::routedUntil,
                clock);
        return new ReplyPipeline(
                turns,
                new Transcript(database.jdbi(), config.limits().historyMessages()),
                accounts,
                new Responder(responseApi, metrics.registry(), clients).whenAnswered(aiHealth::heard),
                replies,
                sender,
                media,
                config.limits().replyMaxAge(),
                clock);
    }

    /** The time for media is a part of it, unless it is set to more than usual. */
    private Duration leaseMargin() {
        Duration forMedia =
                config.media().timeout().plus(config.transcription().timeout()).plus(LEAST_MARGIN);
        return forMedia.compareTo(LEASE_MARGIN) > 0 ? forMedia : LEASE_MARGIN;
    }

    private MediaRooms media() {
        MediaMemory memory = new MediaMemory(config.media().memory(), metrics.registry());
        MediaStore store = new MediaStore(database.jdbi());
        OutgoingAllowed allowed = config.responseApi().outgoingAllowed();
        return new MediaRooms(
                new InboundMedia(
                        graphMedia,
                        memory,
                        config.media().timeout(),
                        config.media().largest(),
                        metrics.registry()),
                new Transcription(config.transcription(), allowed, metrics.registry()),
                store,
                OutboundMedia.fetching(
                        OutgoingAddresses.ofClients(allowed),
                        graphMedia,
                        store,
                        memory,
                        config.media().timeout(),
                        metrics.registry()));
    }

    /** Without its schema a worker could only fail: it takes nothing before. */
    private void consumeWhenReady() {
        try {
            while (!database.awaitMigrated(Duration.ofMinutes(1))) {
                log.debug("still waiting for PostgreSQL");
            }
            responseApiDefaults().write(database.jdbi());
            changes.start();
            consumers.start();
            consumerLink.start();
            rollUps.start();
            sweeper.start();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** For the admin API, which tests bots as this worker asks them. */
    private ResponseApiDefaults responseApiDefaults() {
        return new ResponseApiDefaults(
                config.responseApi().baseUrl(),
                config.responseApi().path(),
                config.responseApi().replyPointer(),
                config.responseApi().timeout());
    }

    /** What is still being started must not come up behind the parts that are closed. */
    private void endStarting() {
        starter.interrupt();
        try {
            starter.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<String> brokerProblem() {
        return publisher
                .problem()
                .or(() -> consumers.consuming()
                        ? Optional.empty()
                        : consumerLink.problem().or(() -> Optional.of("not consuming yet")));
    }

    public int managementPort() {
        return management.port();
    }

    public Health health() {
        return health;
    }

    /** Takes no new work, finishes or gives back what is in hand, and then lets go of its neighbours. */
    @Override
    public void close() {
        readiness.close();
        health.stopping();
        log.info("Stopping: {} turns in hand", consumers.turnsInFlight());
        endStarting();
        consumers.stop(config.shutdownGrace().multipliedBy(4).dividedBy(5));
        consumerLink.close();
        sweeper.close();
        rollUps.close();
        backlog.close();
        queueMembers.close();
        publisher.close();
        deadLetters.close();
        aiHealth.close();
        changes.close();
        responseApi.close();
        media.close();
        graph.close();
        graphMedia.close();
        database.close();
        tracing.close();
        management.close();
        metrics.close();
        log.info("Stopped");
    }
}
