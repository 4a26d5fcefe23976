package org.wahook.ingest;

import io.micrometer.core.instrument.MeterRegistry;
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
import org.wahook.platform.process.ServiceShell;
import org.wahook.platform.telemetry.Health;
import org.wahook.platform.tracing.Tracing;
import org.wahook.shared.account.Accounts;
import org.wahook.shared.backlog.Backlog;

/**
 * The whole service, wired by hand. It listens at once; RabbitMQ and PostgreSQL are waited for in the background. The
 * shell closes it: the listeners side by side, then the rest in reverse.
 */
public final class IngestApp implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(IngestApp.class);
    private static final int DATABASE_CONNECTIONS = 10;

    private final ServiceShell shell;
    private final HttpListener management;
    private final HttpListener webhooks;
    private final Optional<HttpListener> admin;

    /** @throws IllegalStateException where a listener's address is taken; nothing stays open then */
    public static IngestApp start(IngestConfig config) {
        return ServiceShell.start(config.shutdownGrace(), shell -> new IngestApp(config, shell));
    }

    private IngestApp(IngestConfig config, ServiceShell shell) {
        this.shell = shell;
        MeterRegistry meters = shell.metrics().registry();

        Tracing tracing = shell.add(Tracing.of(config.traces(), "ingest-service"));

        // Closed after all that asks it, and started after the listeners.
        Database database = shell.add(new Database(config.database(), "ingest", DATABASE_CONNECTIONS, meters));

        // It connects in the background while the listeners open.
        ConfirmingPublisher publisher = shell.add(publisher(config, meters)).start();

        // Without PostgreSQL webhooks are still taken, so it has no say in readiness.
        shell.require("rabbitmq", publisher::problem);
        shell.observe("rabbitmq", publisher::problem);
        management = shell.addManagement(endpoints -> ManagementRoutes.listen(config.management(), endpoints, meters));

        CompletableFuture<VerifyTokens.Lookup> accounts = new CompletableFuture<>();
        WebhookRoutes routes = new WebhookRoutes(
                new SignatureVerifier(config.appSecrets()),
                new EventPublisher(publisher, config.publishTimeout()),
                new VerifyTokens(config.fallbackVerifyToken(), accounts),
                config.maxBodyBytes(),
                meters,
                tracing);
        CallbackRoutes callbacks =
                new CallbackRoutes(publisher, config.publishTimeout(), config.maxBodyBytes(), meters);
        webhooks = shell.addListener(
                HttpListener.start("webhook", config.listen(), config.webhookLimits(), meters, all -> {
                    routes.addTo(all);
                    callbacks.addTo(all);
                }));

        // Only now, since it takes the processors for a second and webhooks don't wait for it.
        database.start();
        shell.observe("database", database::problem);
        shell.add(backlog(config, publisher, database, meters)).start();
        accounts.complete(new VerifyTokens.Lookup(database, new Accounts(database.jdbi())));
        admin = config.admin().map(it -> AdminListener.open(config, it, database, publisher, webhooks::port, shell));
        shell.started(
                "%s, %s"
                        .formatted(
                                config.rabbit().description(), config.database().description()),
                () -> "no new webhooks are taken");
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
        return shell.health();
    }

    /** Takes no new webhooks, answers those in flight, and then closes RabbitMQ and PostgreSQL. */
    @Override
    public void close() {
        shell.close();
    }

    /** The role of a webhook that runs without the admin API may read no messages. */
    private static Backlog backlog(
            IngestConfig config, ConfirmingPublisher publisher, Database database, MeterRegistry meters) {
        return config.admin().isPresent()
                ? new Backlog(config.topology(), publisher, database, meters)
                : Backlog.ofQueues(config.topology(), publisher, meters);
    }

    private static ConfirmingPublisher publisher(IngestConfig config, MeterRegistry meters) {
        return new ConfirmingPublisher(
                config.rabbit(), "ingest-publisher", config.topology(), WebhookRoutes.MOST_REQUESTS, meters);
    }
}
