package org.wahook.ingest;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.http.HttpListener;
import org.wahook.http.management.ManagementRoutes;
import org.wahook.ingest.callback.CallbackRoutes;
import org.wahook.ingest.signature.SignatureVerifier;
import org.wahook.ingest.webhook.EventPublisher;
import org.wahook.ingest.webhook.VerifyTokens;
import org.wahook.ingest.webhook.WebhookRoutes;
import org.wahook.platform.broker.ConfirmingPublisher;
import org.wahook.platform.database.Database;
import org.wahook.platform.telemetry.Health;
import org.wahook.platform.telemetry.Metrics;
import org.wahook.platform.telemetry.ReadinessLog;
import org.wahook.platform.tracing.Tracing;
import org.wahook.shared.account.Accounts;
import org.wahook.shared.backlog.Backlog;

/**
 * The whole service, wired by hand: built in order; on closing, the listeners side by side, then the rest in reverse. It
 * listens at once; RabbitMQ and PostgreSQL are waited for in the background.
 */
public final class IngestApp implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(IngestApp.class);
    private static final int DATABASE_CONNECTIONS = 10;

    private final CloseStack closeStack;
    private final Health health = new Health();
    private final HttpListener management;
    private final HttpListener webhooks;
    private final Optional<HttpListener> admin;
    private final ReadinessLog readiness;

    /** @throws IllegalStateException where a listener's address is taken; nothing stays open then */
    public static IngestApp start(IngestConfig config) {
        CloseStack closeStack = new CloseStack(config.stopLimit());
        try {
            return new IngestApp(config, closeStack);
        } catch (RuntimeException e) {
            closeStack.close();
            throw e;
        }
    }

    private IngestApp(IngestConfig config, CloseStack closeStack) {
        this.closeStack = closeStack;
        Metrics metrics = closeStack.add(new Metrics());

        Tracing tracing = closeStack.add(Tracing.of(config.traces(), "ingest-service"));

        // Closed after all that asks it, and started after the listeners.
        Database database = closeStack.add(database(config, metrics));

        // It connects in the background while the listeners open.
        ConfirmingPublisher publisher =
                closeStack.add(publisher(config, metrics)).start();

        // Without PostgreSQL webhooks are still taken, so it has no say in readiness.
        health.watch("rabbitmq", publisher::problem);
        metrics.watch(health);
        metrics.watch("rabbitmq", publisher::problem);
        management = closeStack
                .listeners()
                .addLast(ManagementRoutes.listen(config.management(), new ManagementRoutes(health, metrics), metrics));

        CompletableFuture<VerifyTokens.Lookup> accounts = new CompletableFuture<>();
        WebhookRoutes routes = new WebhookRoutes(
                new SignatureVerifier(config.appSecrets()),
                new EventPublisher(publisher, config.publishTimeout()),
                new VerifyTokens(config.fallbackVerifyToken(), accounts),
                config.maxBodyBytes(),
                metrics.registry(),
                tracing);
        CallbackRoutes callbacks =
                new CallbackRoutes(publisher, config.publishTimeout(), config.maxBodyBytes(), metrics.registry());
        webhooks = closeStack
                .listeners()
                .add(HttpListener.start("webhook", config.listen(), config.webhookLimits(), metrics.registry(), all -> {
                    routes.addTo(all);
                    callbacks.addTo(all);
                }));

        // Only now, since it takes the processors for a second and webhooks don't wait for it.
        database.start();
        metrics.watch("database", database::problem);
        closeStack.add(backlog(config, publisher, database, metrics)).start();
        accounts.complete(new VerifyTokens.Lookup(database, new Accounts(database.jdbi())));
        admin = config.admin()
                .map(it -> AdminListener.open(config, it, database, publisher, webhooks::port, metrics, closeStack));
        readiness = new ReadinessLog(
                        health,
                        "%s, %s"
                                .formatted(
                                        config.rabbit().description(),
                                        config.database().description()))
                .start();
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
        readiness.close();
        health.stopping();
        log.info("Stopping: no new webhooks are taken");
        closeStack.close();
        log.info("Stopped");
    }

    /** The role of a webhook that runs without the admin API may read no messages. */
    private static Backlog backlog(
            IngestConfig config, ConfirmingPublisher publisher, Database database, Metrics metrics) {
        return config.admin().isPresent()
                ? new Backlog(config.topology(), publisher, database, metrics.registry())
                : Backlog.ofQueues(config.topology(), publisher, metrics.registry());
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
