package org.wahook.sandbox.bench;

import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.wahook.sandbox.bench.figure.Figure;
import org.wahook.sandbox.bench.gauge.Costs;
import org.wahook.sandbox.bench.load.ReplyLoad;
import org.wahook.sandbox.process.Installation;
import org.wahook.sandbox.process.Installation.Neighbours;
import org.wahook.sandbox.process.LaunchedService;
import org.wahook.sandbox.process.SeededClient;
import org.wahook.testbed.FreePort;
import org.wahook.testbed.meta.SimulatedMeta;
import org.wahook.testbed.responder.SimulatedResponseApi;

/** The services under load in one bench, and the simulated world around them, which lives in this JVM. */
final class BenchFixture implements AutoCloseable {

    private static final Duration READY = Duration.ofSeconds(60);
    private static final int CLIENTS = 20;

    private final BenchEnvironment environment;
    private final String name;
    private final String databaseUrl;
    private final String rabbitUrl;
    private final int port = FreePort.next();
    private final Installation installation;
    private final List<LaunchedService> services = new ArrayList<>();
    private int workers;

    /** Knows every number and token, so that looking them up costs nothing. */
    final SimulatedMeta meta = SimulatedMeta.start();

    final SimulatedResponseApi responseApi = SimulatedResponseApi.start();

    BenchFixture(BenchEnvironment environment, String name, Map<String, String> settings) {
        this.environment = environment;
        this.name = name;
        databaseUrl = environment.postgres().createDatabase();
        rabbitUrl = environment.rabbit().createVirtualHost();
        installation = new Installation(
                environment.home(),
                "bench/" + name,
                new Neighbours(databaseUrl, rabbitUrl, meta.baseUrl(), responseApi.baseUrl()),
                settings);
    }

    /** Starts ingest and waits until it is ready. */
    LaunchedService startIngest(String... jvmOptions) {
        return ready(installation.startIngest(port, environment.jvmOptions(name + "-ingest", List.of(jvmOptions))));
    }

    /** Starts one more worker and waits until it is ready. */
    LaunchedService startWorker(String... jvmOptions) {
        workers++;
        return ready(installation.startWorker(
                workers, environment.jvmOptions(name + "-worker-" + workers, List.of(jvmOptions))));
    }

    /** How many were started. */
    int workers() {
        return workers;
    }

    Costs costs() {
        return Costs.now(services);
    }

    static List<Figure> costsPerMessage(String message, Costs before, Costs after, long messages) {
        return after.perMessage(before, messages).entrySet().stream()
                .map(cost -> Figure.of("  a %s costs: %s".formatted(message, cost.getKey()), "", cost.getValue()))
                .toList();
    }

    ReplyLoad replyLoad(List<SeededClient> clients) {
        return new ReplyLoad(webhookUrl(), meta, responseApi, clients);
    }

    /** Adds the clients, once one of the services has made the tables. */
    List<SeededClient> addClients() {
        try (Connection connection = environment.postgres().connect(databaseUrl)) {
            return SeededClient.add(connection, "bench", CLIENTS);
        } catch (SQLException e) {
            throw new IllegalStateException("the clients could not be added", e);
        }
    }

    URI webhookUrl() {
        return URI.create("http://127.0.0.1:" + port + "/webhook");
    }

    String rabbitUrl() {
        return rabbitUrl;
    }

    private LaunchedService ready(LaunchedService service) {
        services.add(service);
        service.awaitReady(READY);
        return service;
    }

    /** Ends one of the services before the others. */
    void stop(LaunchedService service) {
        services.remove(service);
        service.close();
    }

    /** For a bench that leaves work behind, which nobody will wait for. */
    void killAll() {
        services.forEach(LaunchedService::kill);
    }

    @Override
    public void close() {
        services.reversed().forEach(LaunchedService::close);
        responseApi.close();
        meta.close();
        environment.rabbit().deleteVirtualHost(rabbitUrl);
    }
}
