package org.wahook.ingest;

import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.http.HttpListener;
import org.wahook.http.management.ManagementRoutes;
import org.wahook.platform.broker.ConfirmingPublisher;
import org.wahook.platform.database.Database;
import org.wahook.platform.process.ServiceShell;
import org.wahook.platform.telemetry.Health;
import org.wahook.shared.backlog.Backlog;

/** Admin API and console in a process of their own, without the listener that strangers reach. */
public final class AdminApp implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(AdminApp.class);
    private static final int DATABASE_CONNECTIONS = 10;
    private static final int MOST_IN_FLIGHT = 100;
    private static final int NO_WEBHOOK = -1;

    private final ServiceShell shell;
    private final HttpListener management;
    private final HttpListener admin;

    /**
     * Listens at once; RabbitMQ and PostgreSQL are waited for in the background.
     *
     * @throws IllegalStateException where a listener's address is taken; nothing stays open then
     */
    public static AdminApp start(IngestConfig config) {
        return ServiceShell.start(config.shutdownGrace(), shell -> new AdminApp(config, shell));
    }

    private AdminApp(IngestConfig config, ServiceShell shell) {
        this.shell = shell;
        IngestConfig.Admin settings = config.admin().orElseThrow();
        MeterRegistry meters = shell.metrics().registry();
        Database database = shell.add(new Database(config.database(), "admin", DATABASE_CONNECTIONS, meters))
                .start();
        ConfirmingPublisher publisher = shell.add(new ConfirmingPublisher(
                        config.rabbit(), "admin-publisher", config.topology(), MOST_IN_FLIGHT, meters))
                .start();
        // Without RabbitMQ nearly all pages work, and they are needed most then.
        shell.require("database", database::problem);
        shell.observe("database", database::problem);
        shell.observe("rabbitmq", publisher::problem);
        management = shell.addManagement(endpoints -> ManagementRoutes.listen(config.management(), endpoints, meters));
        shell.add(new Backlog(config.topology(), publisher, database, meters)).start();
        admin = AdminListener.open(config, settings, database, publisher, () -> NO_WEBHOOK, shell);
        shell.started(
                "%s, %s"
                        .formatted(
                                config.database().description(), config.rabbit().description()),
                () -> "no new requests are taken");
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
        return shell.health();
    }

    /** Answers the requests in flight, and then closes RabbitMQ and PostgreSQL. */
    @Override
    public void close() {
        shell.close();
    }
}
