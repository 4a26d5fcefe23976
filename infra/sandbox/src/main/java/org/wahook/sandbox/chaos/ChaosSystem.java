package org.wahook.sandbox.chaos;

import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.wahook.sandbox.process.Installation;
import org.wahook.sandbox.process.Installation.Neighbours;
import org.wahook.sandbox.process.LaunchedService;
import org.wahook.sandbox.process.SeededClient;
import org.wahook.testbed.FreePort;
import org.wahook.testbed.meta.SimulatedMeta;
import org.wahook.testbed.meta.StatusPlan;
import org.wahook.testbed.meta.WebhookSender;
import org.wahook.testbed.postgres.QueryConnection;
import org.wahook.testbed.postgres.TestPostgres;
import org.wahook.testbed.proxy.TcpProxy;
import org.wahook.testbed.rabbitmq.RabbitCluster;
import org.wahook.testbed.rabbitmq.TestRabbit;
import org.wahook.testbed.responder.SimulatedResponseApi;

/** The whole system as processes, with proxies before RabbitMQ and PostgreSQL so that their connections can be harmed. */
final class ChaosSystem implements AutoCloseable {

    private static final Duration READY = Duration.ofSeconds(60);

    static final String ADMIN_TOKEN = "the-admin-token-of-this-run-of-chaos";

    /** The AI has time for nine seconds of thought; see ServiceFaults. */
    private static final Map<String, String> SETTINGS = Map.of(
            "RESPONSE_API_TIMEOUT", "12s",
            "GRAPH_API_TIMEOUT", "3s",
            "SEND_SETTLE_TIME", "3s",
            "RETRY_DELAYS", "1s,2s,4s,8s,15s,30s",
            "HUMAN_PAUSE", "0s",
            "LOG_FORMAT", "text",
            "ADMIN_API_TOKEN", "a-token-that-nobody-uses-in-these-runs");

    /** As little as a small container has. */
    private static final List<String> INGEST_JVM = List.of("-Xmx384m");

    final TestPostgres postgres = TestPostgres.start();
    private final QueryConnection queries = new QueryConnection(postgres, postgres.url());
    final TestRabbit rabbit;
    final TcpProxy databaseProxy;
    final TcpProxy brokerProxy;
    final SimulatedMeta meta = SimulatedMeta.start();
    final SimulatedResponseApi responseApi = SimulatedResponseApi.start();
    final LaunchedService ingest;
    final List<LaunchedService> workers = new ArrayList<>();
    final List<SeededClient> clients;
    final int webhookPort = FreePort.next();
    final int adminPort = FreePort.next();
    final SeededClient peoplesClient;
    private volatile IntConsumer load = messages -> {};
    private final Optional<RabbitCluster> cluster;
    private final WebhookSender sender;

    /** @param clustered three RabbitMQ nodes instead of one; no proxy stands before them */
    ChaosSystem(Path home, int workerCount, int clientCount, boolean clustered) {
        cluster = clustered ? Optional.of(RabbitCluster.start(3)) : Optional.empty();
        rabbit = cluster.map(it -> it.nodes().getFirst().rabbit()).orElseGet(TestRabbit::start);
        URI database = URI.create(postgres.url());
        URI broker = URI.create(rabbit.url());
        databaseProxy = TcpProxy.to(database.getHost(), database.getPort());
        brokerProxy = TcpProxy.to(broker.getHost(), broker.getPort());
        Installation installation = new Installation(
                home,
                "chaos",
                new Neighbours(
                        through(databaseProxy, postgres.url()),
                        cluster.map(RabbitCluster::url).orElseGet(() -> through(brokerProxy, rabbit.url())),
                        meta.baseUrl(),
                        responseApi.baseUrl()),
                settings());
        ingest = installation.startIngest(webhookPort, INGEST_JVM);
        for (int i = 1; i <= workerCount; i++) {
            workers.add(installation.startWorker(i, List.of()));
        }
        ingest.awaitReady(READY);
        workers.forEach(worker -> worker.awaitReady(READY));
        sender = new WebhookSender("http://127.0.0.1:" + webhookPort + "/webhook", Installation.APP_SECRET);
        clients = addClients(clientCount);
        peoplesClient = addPeoplesClient();
        meta.sendStatusesTo(sender, StatusPlan.sentDeliveredRead(Duration.ofMillis(50)));
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(SETTINGS);
        // Meta and all strangers have the address of this machine, as behind a proxy.
        settings.put("MAX_CONNECTIONS_PER_ADDRESS", "10000");
        settings.put("ADMIN_API_TOKEN", ADMIN_TOKEN);
        settings.put("ADMIN_HOST", "127.0.0.1");
        settings.put("ADMIN_PORT", String.valueOf(adminPort));
        return settings;
    }

    String adminUrl() {
        return "http://127.0.0.1:" + adminPort;
    }

    /** @param more writes so many messages at once */
    void loadedBy(IntConsumer more) {
        load = more;
    }

    /** So many messages at once, beside the steady load. */
    void burst(int messages) {
        load.accept(messages);
    }

    WebhookSender sender() {
        return sender;
    }

    /** The client that takes more than its share in the neighbours' faults. */
    SeededClient noisy() {
        return clients.getLast();
    }

    RabbitCluster cluster() {
        return cluster.orElseThrow(() -> new IllegalStateException("this fault needs --cluster"));
    }

    List<LaunchedService> services() {
        List<LaunchedService> all = new ArrayList<>(workers);
        all.add(ingest);
        return all;
    }

    /** All processes are there and ready, after a fault that ended some. */
    void recover() {
        services().forEach(LaunchedService::startAgain);
        services().forEach(service -> service.awaitReady(READY));
    }

    /** The first column of all rows, past the proxy. */
    List<String> query(String sql, Object... parameters) {
        return queries.firstColumn(sql, parameters);
    }

    /** The first two share a number: each has its own conversations there and owes its own replies. */
    private List<SeededClient> addClients(int count) {
        try (Connection connection = postgres.connect(postgres.url())) {
            List<SeededClient> all = new ArrayList<>();
            all.add(new SeededClient("chaos-twin", SeededClient.phoneNumberId(0), "chaos-twin-token"));
            SeededClient.add(connection, all);
            all.addAll(SeededClient.add(connection, "chaos", count - 1));
            all.forEach(client -> meta.phoneNumber("waba-chaos", client.phoneNumberId(), client.accessToken()));
            return List.copyOf(all);
        } catch (SQLException e) {
            throw new IllegalStateException("the clients could not be added", e);
        }
    }

    private SeededClient addPeoplesClient() {
        SeededClient client = new SeededClient("chaos-people", "300001", "chaos-people-token");
        try (Connection connection = postgres.connect(postgres.url())) {
            SeededClient.add(connection, List.of(client));
        } catch (SQLException e) {
            throw new IllegalStateException("the client of the people could not be added", e);
        }
        meta.phoneNumber("waba-chaos", client.phoneNumberId(), client.accessToken());
        return client;
    }

    private static String through(TcpProxy proxy, String url) {
        URI uri = URI.create(url);
        return url.replace(uri.getHost() + ":" + uri.getPort(), "127.0.0.1:" + proxy.port());
    }

    @Override
    public void close() {
        workers.forEach(LaunchedService::close);
        ingest.close();
        sender.close();
        responseApi.close();
        meta.close();
        brokerProxy.close();
        databaseProxy.close();
        cluster.ifPresentOrElse(RabbitCluster::close, rabbit::close);
        queries.close();
        postgres.close();
    }
}
