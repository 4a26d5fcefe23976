package org.wahook.ingest;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.http.HttpListener;
import org.wahook.http.management.ManagementRoutes;
import org.wahook.platform.broker.ConfirmingPublisher;
import org.wahook.platform.database.Database;
import org.wahook.platform.telemetry.Health;
import org.wahook.platform.telemetry.Metrics;
import org.wahook.platform.telemetry.ReadinessLog;
import org.wahook.shared.backlog.Backlog;

/** Admin API and console in a process of their own, without the listener that strangers reach. */
public final class AdminApp implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(AdminApp.class);
    private static final int DATABASE_CONNECTIONS = 10;
    private static final int MOST_IN_FLIGHT = 100;
    private static final int NO_WEBHOOK = -1;

    private final CloseStack closeStack;
    private final Health health = new Health();
    private final HttpListener management;
    private final HttpListener admin;
    private final ReadinessLog readiness;

    /**
     * Listens at once; RabbitMQ and PostgreSQL are waited for in the background.
     *
     * @throws IllegalStateException where a listener's address is taken; nothing stays open then
     */
    public static AdminApp start(IngestConfig config) {
        CloseStack closeStack = new CloseStack(config.stopLimit());
        try {
            return new AdminApp(config, closeStack);
        } catch (RuntimeException e) {
            closeStack.close();
            throw e;
        }
    }

    private AdminApp(IngestConfig config, CloseStack closeStack) {
        this.closeStack = closeStack;
        IngestConfig.Admin settings = config.admin().orElseThrow();
        Metrics metrics = closeStack.add(new Metrics());
        Database database = closeStack
                .add(new Database(config.database(), "admin", DATABASE_CONNECTIONS, metrics.registry()))
                .start();
        ConfirmingPublisher publisher = closeStack
                .add(new ConfirmingPublisher(
                        config.rabbit(), "admin-publisher", config.topology(), MOST_IN_FLIGHT, metrics.registry()))
                .start();
        // Without RabbitMQ nearly all pages work, and one wants to look at them just then.
        health.watch("database", database::problem);
        metrics.watch(health);
        metrics.watch("database", database::problem);
        metrics.watch("rabbitmq", publisher::problem);
        management = closeStack
                .listeners()
                .addLast(ManagementRoutes.listen(config.management(), new ManagementRoutes(health, metrics), metrics));
        closeStack
                .add(new Backlog(config.topology(), publisher, database, metrics.registry()))
                .start();
        admin = AdminListener.open(config, settings, database, publisher, () -> NO_WEBHOOK, metrics, closeStack);
        readiness = new ReadinessLog(
                        health,
                        "%s, %s"
                                .formatted(
                                        config.database().description(),
                                        config.rabbit().description()))
                .start();
        log.info(
                "Admin API and console on {} port {}, management on {} port {}",
                settings.listen().host(),
                port(),
                config.management().host(),
                managementPort());
    }

    /** The port of admin API and console. */
    public int port() {
        return admin.port();
    }

    public int managementPort() {
        return management.port();
    }

    public Health health() {
        return health;
    }

    /** Answers the requests in flight, and then closes RabbitMQ and PostgreSQL. */
    @Override
    public void close() {
        readiness.close();
        health.stopping();
        log.info("Stopping: no new requests are taken");
        closeStack.close();
        log.info("Stopped");
    }
}
