package org.wahook.worker;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.platform.broker.BrokerLink;
import org.wahook.platform.broker.ConfirmingPublisher;
import org.wahook.platform.database.Database;
import org.wahook.platform.process.ServiceShell;
import org.wahook.platform.secrets.Encryption;
import org.wahook.platform.telemetry.ClientNames;
import org.wahook.platform.telemetry.Health;
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
import org.wahook.worker.callback.CallbackJudge;
import org.wahook.worker.callback.CallbackStore;
import org.wahook.worker.consumer.CallbackConsumer;
import org.wahook.worker.consumer.Consumers;
import org.wahook.worker.graph.GraphApi;
import org.wahook.worker.graph.GraphMedia;
import org.wahook.worker.management.ManagementListener;
import org.wahook.worker.reply.BotMeters;
import org.wahook.worker.reply.Callbacks;
import org.wahook.worker.reply.Replies;
import org.wahook.worker.reply.ReplyPipeline;
import org.wahook.worker.reply.ReplySender;
import org.wahook.worker.reply.Transcript;
import org.wahook.worker.reply.Turns;
import org.wahook.worker.responder.AiHealth;
import org.wahook.worker.responder.Responder;
import org.wahook.worker.responder.ResponseApi;
import org.wahook.worker.route.Router;
import org.wahook.worker.route.RoutingWatermark;
import org.wahook.worker.sweeper.SweepScheduler;
import org.wahook.worker.timer.TimerScheduler;

/** The whole service, wired by hand: built in order, closed in reverse. PostgreSQL and RabbitMQ are waited for in the background. */
public final class WorkerApp implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(WorkerApp.class);

    /** Jobs and retries that may await their confirms at one time. */
    private static final int MOST_UNCONFIRMED = 10_000;

    /** Added to the time of all calls of a turn, so that its lease does not end while the turn runs. */
    private static final Duration LEASE_MARGIN = Duration.ofMinutes(1);

    private static final Duration LEAST_MARGIN = Duration.ofSeconds(20);

    /**
     * The router's connections to PostgreSQL. One thread routes; the second connection is for the moment when the pool
     * replaces the first.
     */
    private static final int ROUTER_CONNECTIONS = 2;

    /**
     * How long the router waits for a locked row while the events of all clients wait behind it. After that the message
     * is held, and the others go on.
     */
    private static final Duration ROUTER_LOCK_TIMEOUT = Duration.ofMillis(100);

    private static final Duration CALLBACK_GRACE = Duration.ofSeconds(2);

    private final WorkerConfig config;
    private final ServiceShell shell;
    private final ClientNames clients = new ClientNames();
    private final ManagementListener management;
    private final Database database;
    private final ClientChanges changes;
    private final ConfirmingPublisher publisher;
    private final AiHealth aiHealth;
    private final ResponseApi responseApi;
    private final GraphApi graph;
    private final GraphMedia graphMedia;
    private final WorkerMedia media;
    private final Consumers consumers;
    private final BrokerLink consumerLink;
    private final RollUpScheduler rollUps;
    private final SweepScheduler sweeper;
    private final TimerScheduler timers;
    private final CallbackConsumer callbacks;
    private final Thread starter;
    private volatile boolean built;

    /** @throws IllegalStateException where the management address is taken; nothing stays open then */
    public static WorkerApp start(WorkerConfig config) {
        return ServiceShell.start(config.shutdownGrace(), shell -> new WorkerApp(config, shell));
    }

    private WorkerApp(WorkerConfig config, ServiceShell shell) {
        this.config = config;
        this.shell = shell;
        Clock clock = Clock.systemUTC();
        MeterRegistry meters = shell.metrics().registry();
        shell.require("service", () -> built ? Optional.empty() : Optional.of("starting"));
        management = shell.addManagement(endpoints -> ManagementListener.start(
                config.management().host(), config.management().port(), endpoints));
        Tracing tracing = shell.add(Tracing.of(config.traces(), "worker-service"));
        // At once, since it takes longer than all that is made meanwhile; so does the publisher.
        database = shell.add(new Database(
                        config.database(),
                        "worker",
                        config.databaseConnections() - routerConnections(),
                        Database.Plans.GENERIC,
                        meters))
                .start();
        // Closed after the publisher, since it writes what the publisher confirms.
        DeadLetterRecorder deadLetters = shell.add(new DeadLetterRecorder(new DeadLetterIndex(database.jdbi())))
                .start();
        publisher = shell.add(new ConfirmingPublisher(
                        config.rabbit(), "worker-publisher", config.topology(), MOST_UNCONFIRMED, meters))
                .start();
        publisher.whenConfirmed(deadLetters);
        aiHealth = shell.add(new AiHealth(database.jdbi())).start();
        Encryption encryption = Encryption.with(config.encryptionKeys());
        Accounts accounts = new Accounts(database.jdbi(), encryption);
        changes = shell.add(new ClientChanges(database, accounts));
        responseApi = shell.add(new ResponseApi(
                config.responseApi().baseUrl(),
                config.responseApi().path(),
                config.responseApi().timeout(),
                config.responseApi().replyPointer(),
                config.responseApi().outgoingAllowed(),
                config.limits().concurrency(),
                clock));
        graph = shell.add(new GraphApi(
                config.graph().baseUrl(),
                config.graph().version(),
                config.graph().timeout(),
                config.limits().concurrency(),
                clock));
        graphMedia = shell.add(
                new GraphMedia(config.graph().baseUrl(), config.graph().version(), clock));
        media = WorkerMedia.add(shell, config, database, graphMedia, clock);
        Duration longestTurn =
                config.responseApi().timeout().plus(config.graph().timeout()).plus(leaseMargin());
        Turns turns = new Turns(database.jdbi(), longestTurn);
        Replies replies = new Replies(database.jdbi(), encryption);
        RoutingWatermark progress = new RoutingWatermark(database.jdbi(), publisher, clock);
        ReplyPipeline pipeline = pipeline(accounts, turns, replies, progress, longestTurn, clock);
        Router router = new Router(
                accounts,
                database.reserved("router", routerConnections(), ROUTER_LOCK_TIMEOUT),
                config.topology(),
                clock,
                config.humanPause(),
                meters);
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
                new Consumers.Watch(meters, clients, tracing),
                clock);

        shell.add(new QueueMembersWatch(
                        config.rabbitManagement(), config.rabbit().virtualHost(), config.topology(), meters))
                .start();
        shell.add(new Backlog(config.topology(), publisher, database, meters)).start();
        rollUps = shell.add(new RollUpScheduler(database));
        timers = shell.add(new TimerScheduler(database, publisher, config.topology()));
        sweeper = shell.add(new SweepScheduler(database, publisher, config.topology(), meters));
        callbacks = new CallbackConsumer(
                new CallbackJudge(
                        new CallbackStore(database.jdbi(), encryption), accounts, publisher, config.topology(), meters),
                database);
        consumers.beside(callbacks);
        consumerLink = shell.add(new BrokerLink(config.rabbit(), "worker-consumer", config.topology(), consumers));
        starter = Thread.ofVirtual().name("starter").unstarted(this::consumeWhenReady);
        shell.add(this::stopConsuming);

        shell.require("postgresql", database::problem);
        shell.require("rabbitmq", this::brokerProblem);
        shell.observe("database", database::problem);
        shell.observe("rabbitmq", this::brokerProblem);
        starter.start();
        shell.started(connections(), () -> consumers.turnsInFlight() + " turns in hand");
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
            Accounts accounts,
            Turns turns,
            Replies replies,
            RoutingWatermark progress,
            Duration longestTurn,
            Clock clock) {
        ReplySender sender = new ReplySender(
                graph,
                replies,
                media.rooms().outbound(),
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
                new Responder(responseApi, shell.metrics().registry(), clients).whenAnswered(aiHealth::heard),
                replies,
                sender,
                media.rooms(),
                config.limits().replyMaxAge(),
                clock,
                new Callbacks(config.callbackBaseUrl(), longestTurn),
                new BotMeters(shell.metrics().registry(), clients));
    }

    /** The time for media is a part of it, unless it is set to more than usual. */
    private Duration leaseMargin() {
        Duration forMedia = WorkerMedia.longestInATurn(config).plus(LEAST_MARGIN);
        return forMedia.compareTo(LEASE_MARGIN) > 0 ? forMedia : LEASE_MARGIN;
    }

    /** A worker takes no work before the schema is there. */
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
            timers.start();
            media.start();
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

    /** Ends the start where it still goes on; then takes no new work, and finishes or hands back what is in hand. */
    private void stopConsuming() {
        starter.interrupt();
        try {
            starter.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        callbacks.stop(CALLBACK_GRACE);
        consumers.stop(shell.stopLimit());
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
        return shell.health();
    }

    /** Takes no new work, finishes or hands back what is in hand, and then closes its connections. */
    @Override
    public void close() {
        shell.close();
    }
}
