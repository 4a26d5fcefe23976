package org.wahook.ingest;

import com.github.benmanes.caffeine.cache.Ticker;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.admin.AdminApi;
import org.wahook.admin.AdminOperations;
import org.wahook.admin.AdminRoutes;
import org.wahook.admin.GuessLimit;
import org.wahook.admin.console.ConsoleRoutes;
import org.wahook.admin.conversation.WakeUps;
import org.wahook.admin.graph.GraphClient;
import org.wahook.http.HttpListener;
import org.wahook.http.ListenerGroup;
import org.wahook.http.ListenerLimits;
import org.wahook.http.management.ManagementRoutes;
import org.wahook.ingest.signature.SignatureVerifier;
import org.wahook.ingest.webhook.EventPublisher;
import org.wahook.ingest.webhook.VerifyTokens;
import org.wahook.ingest.webhook.WebhookRoutes;
import org.wahook.platform.broker.ConfirmingPublisher;
import org.wahook.platform.broker.QueueDepths;
import org.wahook.platform.database.Database;
import org.wahook.platform.secrets.Encryption;
import org.wahook.platform.telemetry.Health;
import org.wahook.platform.telemetry.Metrics;
import org.wahook.platform.tracing.Tracing;
import org.wahook.shared.account.Accounts;
import org.wahook.shared.backlog.Backlog;
import org.wahook.shared.deadletter.DeadLetters;

/**
 * The whole service, wired by hand: built in order; on closing, the listeners side by side, then the rest in reverse. It
 * listens at once; RabbitMQ and PostgreSQL are waited for in the background.
 */
public final class IngestApp implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(IngestApp.class);
    private static final int DATABASE_CONNECTIONS = 10;
    private static final ListenerLimits ADMIN_LIMITS = ListenerLimits.of(512, 8L * 1024 * 1024);
    private static final ListenerLimits MANAGEMENT_LIMITS = ListenerLimits.of(256, 1024 * 1024);

    private final CloseStack closeStack;
    private final ListenerGroup listeners;
    private final Health health = new Health();
    private final HttpListener management;
    private final HttpListener webhooks;
    private final Optional<HttpListener> admin;

    /** @throws IllegalStateException where a listener's address is taken; nothing stays open then */
    public static IngestApp start(IngestConfig config) {
        CloseStack closeStack = new CloseStack();
        // What is left of the grace is for RabbitMQ, PostgreSQL and the log.
        ListenerGroup listeners =
                new ListenerGroup(config.shutdownGrace().multipliedBy(4).dividedBy(5));
        try {
            return new IngestApp(config, closeStack, listeners);
        } catch (RuntimeException e) {
            listeners.close();
            closeStack.close();
            throw e;
        }
    }

    private IngestApp(IngestConfig config, CloseStack closeStack, ListenerGroup listeners) {
        this.closeStack = closeStack;
        this.listeners = listeners;
        Metrics metrics = closeStack.add(new Metrics());

        Tracing tracing = closeStack.add(Tracing.of(config.traces(), "ingest-service"));

        // Closed last of the neighbours; started after the listeners.
        Database database = closeStack.add(database(config, metrics));

        // It connects in the background while the listeners open.
        ConfirmingPublisher publisher =
                closeStack.add(publisher(config, metrics)).start();

        // Without PostgreSQL webhooks are still taken, so it has no say in readiness.
        health.watch("rabbitmq", publisher::problem);
        metrics.watch(health);
        metrics.watch("rabbitmq", publisher::problem);
        management = listeners.addLast(HttpListener.start(
                "management",
                config.management(),
                MANAGEMENT_LIMITS,
                metrics.registry(),
                new ManagementRoutes(health, metrics)::addTo));

        CompletableFuture<VerifyTokens.Lookup> accounts = new CompletableFuture<>();
        WebhookRoutes routes = new WebhookRoutes(
                new SignatureVerifier(config.appSecrets()),
                new EventPublisher(publisher, config.publishTimeout()),
                new VerifyTokens(config.fallbackVerifyToken(), accounts),
                config.maxBodyBytes(),
                metrics.registry(),
                tracing);
        webhooks = listeners.add(HttpListener.start(
                "webhook", config.listen(), config.webhookLimits(), metrics.registry(), routes::addTo));

        // Only now, since it takes the processors for a second and webhooks don't wait for it.
        database.start();
        metrics.watch("database", database::problem);
        closeStack
                .add(new Backlog(config.topology(), publisher, database, metrics.registry()))
                .start();
        accounts.complete(new VerifyTokens.Lookup(database, new Accounts(database.jdbi())));
        GraphClient graph = closeStack.add(
                new GraphClient(config.graph().baseUrl(), config.graph().version()));
        AdminApi api = new AdminApi(new AdminApi.Neighbours(
                database.jdbi(),
                Encryption.with(config.encryptionKeys()),
                new DeadLetters(config.rabbit(), config.topology()),
                new WakeUps(publisher, config.topology()),
                graph,
                config.fallbackVerifyToken()));
        AdminOperations operations = new AdminOperations(api.endpoints(), database::problem);
        QueueDepths queues = closeStack.add(new QueueDepths(config.rabbit(), config.topology()));
        admin = config.admin().map(it -> listeners.add(adminListener(it, operations, queues, webhooks::port, metrics)));
        log.info(
                "Webhooks on {} port {}, management on {} port {}",
                config.listen().host(),
                port(),
                config.management().host(),
                managementPort());
        config.admin()
                .ifPresent(it -> log.info(
                        "Admin API and console on {} port {}",
                        it.listen().host(),
                        adminPort().orElse(0)));
    }

    /** The port of {@code /webhook}. */
    public int port() {
        return webhooks.port();
    }

    /** The port of the admin API; empty where it is off. */
    public OptionalInt adminPort() {
        return admin.stream().mapToInt(HttpListener::port).findFirst();
    }

    public int managementPort() {
        return management.port();
    }

    public Health health() {
        return health;
    }

    /** Takes no new webhooks, answers those in flight, and then lets go of RabbitMQ and PostgreSQL. */
    @Override
    public void close() {
        health.stopping();
        log.info("Stopping: no new webhooks are taken");
        listeners.close();
        closeStack.close();
        log.info("Stopped");
    }

    private static HttpListener adminListener(
            IngestConfig.Admin admin,
            AdminOperations operations,
            QueueDepths queues,
            IntSupplier webhookPort,
            Metrics metrics) {
        GuessLimit guesses = new GuessLimit(Ticker.systemTicker());
        AdminRoutes api =
                new AdminRoutes(admin.token(), admin.allowedHosts(), guesses, operations, ConsoleRoutes::isAt);
        ConsoleRoutes console = new ConsoleRoutes(admin.token(), guesses, operations, queues, webhookPort);
        return HttpListener.start("admin", admin.listen(), ADMIN_LIMITS, metrics.registry(), routes -> {
            api.addTo(routes);
            console.addTo(routes);
        });
    }

    private static ConfirmingPublisher publisher(IngestConfig config, Metrics metrics) {
        return new ConfirmingPublisher(
                config.rabbit(),
                "ingest-publisher",
                config.topology(),
                WebhookRoutes.MOST_REQUESTS,
                metrics.registry());
    }

    private static Database database(IngestConfig config, Metrics metrics) {
        return new Database(config.database(), "ingest", DATABASE_CONNECTIONS, metrics.registry());
    }
}
