package org.wahook.sandbox;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.wahook.ingest.IngestApp;
import org.wahook.ingest.IngestConfig;
import org.wahook.platform.config.Environment;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.meta.SimulatedMeta;
import org.wahook.testbed.meta.WebhookSender;
import org.wahook.testbed.postgres.QueryConnection;
import org.wahook.testbed.postgres.TestPostgres;
import org.wahook.testbed.rabbitmq.TestRabbit;
import org.wahook.testbed.responder.SimulatedResponseApi;
import org.wahook.worker.WorkerApp;
import org.wahook.worker.WorkerConfig;

/** Both services in this JVM on real PostgreSQL and RabbitMQ, with a database and a virtual host of their own. */
public final class LocalSystem implements AutoCloseable {

    public static final String APP_SECRET = "an-app-secret-for-local-use";
    public static final String FALLBACK_VERIFY_TOKEN = "a-fallback-verify-token";

    private static final Duration READY = Duration.ofSeconds(90);

    private final Map<String, String> settings = new HashMap<>();
    private final TestRabbit rabbit;
    private final String databaseUrl;
    private final String rabbitUrl;
    private final QueryConnection queries;
    private final SimulatedMeta meta = SimulatedMeta.start();
    private final SimulatedResponseApi responseApi = SimulatedResponseApi.start();
    private final List<WorkerApp> workers = new ArrayList<>();
    private IngestApp ingest;

    private LocalSystem(TestPostgres postgres, TestRabbit rabbit, Map<String, String> overrides) {
        this.rabbit = rabbit;
        databaseUrl = postgres.createDatabase();
        queries = new QueryConnection(postgres, databaseUrl);
        rabbitUrl = rabbit.createVirtualHost();
        settings.put("DATABASE_URL", databaseUrl);
        settings.put("RABBITMQ_URL", rabbitUrl);
        settings.put("FACEBOOK_APP_SECRET", APP_SECRET);
        settings.put("WHATSAPP_VERIFY_TOKEN", FALLBACK_VERIFY_TOKEN);
        settings.put("HOST", "127.0.0.1");
        settings.put("PORT", "0");
        settings.put("MANAGEMENT_HOST", "127.0.0.1");
        settings.put("MANAGEMENT_PORT", "0");
        settings.put("RESPONSE_API_BASE_URL", responseApi.baseUrl());
        settings.put("OUTGOING_ALLOWED", "127.0.0.0/8");
        settings.put("GRAPH_API_BASE_URL", meta.baseUrl());
        settings.put("LOG_LEVEL", "warn");
        // As long as a busy machine may take to write to its disk.
        settings.put("PUBLISH_TIMEOUT", "20s");
        settings.putAll(overrides);
        ingest = newIngest();
    }

    private IngestApp newIngest() {
        return IngestApp.start(IngestConfig.read(new Environment(settings)));
    }

    /** One ingest and {@code workers} worker replicas, ready. */
    public static LocalSystem start(int workers, Map<String, String> overrides) {
        LocalSystem system = new LocalSystem(TestPostgres.shared(), TestRabbit.shared(), overrides);
        for (int i = 0; i < workers; i++) {
            system.addWorker();
        }
        Deadline.eventually(READY, "ingest is ready", system.ingest.health()::ready);
        return system;
    }

    /** One more replica; returns when it is ready. */
    public WorkerApp addWorker() {
        return addWorker(Map.of());
    }

    /** One that has other settings than the rest. */
    public WorkerApp addWorker(Map<String, String> overrides) {
        Map<String, String> all = new HashMap<>(settings);
        all.putAll(overrides);
        WorkerApp worker = WorkerApp.start(WorkerConfig.read(new Environment(all)));
        workers.add(worker);
        Deadline.eventually(READY, "a worker is ready", worker.health()::ready);
        return worker;
    }

    public void remove(WorkerApp worker) {
        workers.remove(worker);
        worker.close();
    }

    /** Puts a new ingest, on another port, in the place of the old one as a rolling update does: ready first, then the other goes. */
    public synchronized void replaceIngest() {
        IngestApp old = ingest;
        IngestApp fresh = newIngest();
        Deadline.eventually(READY, "the new ingest is ready", fresh.health()::ready);
        ingest = fresh;
        old.close();
    }

    /** Ends ingest as SIGTERM would; the workers go on. */
    public void stopIngest() {
        ingest.close();
    }

    public SimulatedMeta meta() {
        return meta;
    }

    public SimulatedResponseApi responseApi() {
        return responseApi;
    }

    public IngestApp ingest() {
        return ingest;
    }

    public List<WorkerApp> workers() {
        return List.copyOf(workers);
    }

    public String webhookUrl() {
        return "http://127.0.0.1:" + ingest.port() + "/webhook";
    }

    /** Signs and posts as Meta does. */
    public WebhookSender sender() {
        return new WebhookSender(webhookUrl(), APP_SECRET);
    }

    public long messagesIn(String queue) {
        return rabbit.messages(rabbitUrl, queue);
    }

    public String databaseUrl() {
        return databaseUrl;
    }

    public String rabbitUrl() {
        return rabbitUrl;
    }

    public Connection database() throws SQLException {
        return TestPostgres.shared().connect(databaseUrl);
    }

    /** A client as the contract's minimum makes one, and its number at Meta. */
    public void client(String chatbotId, String apiKey, String phoneNumberId, String verifyToken, String accessToken) {
        try (Connection connection = database()) {
            execute(
                    connection,
                    "INSERT INTO chatbots (id, api_key) VALUES (?, ?) ON CONFLICT DO NOTHING",
                    chatbotId,
                    apiKey);
            execute(
                    connection,
                    "INSERT INTO whatsapp_accounts (chatbot_id, phone_number_id, verify_token, access_token)"
                            + " VALUES (?, ?, ?, ?)",
                    chatbotId,
                    phoneNumberId,
                    verifyToken,
                    accessToken);
        } catch (SQLException e) {
            throw new IllegalStateException("the client " + chatbotId + " could not be added", e);
        }
        meta.phoneNumber(phoneNumberId, accessToken);
    }

    /** The first column of all rows. */
    public List<String> query(String sql, Object... parameters) {
        return queries.firstColumn(sql, parameters);
    }

    /** Changes rows, as another program would; answers how many. */
    public int update(String sql, Object... parameters) {
        try (Connection connection = database()) {
            return execute(connection, sql, parameters);
        } catch (SQLException e) {
            throw new IllegalStateException("the update failed: " + sql, e);
        }
    }

    private static int execute(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            return statement.executeUpdate();
        }
    }

    @Override
    public void close() {
        closeServices();
        responseApi.close();
        meta.close();
        queries.close();
        rabbit.discardVirtualHost(rabbitUrl);
    }

    /** All at once: none needs the others for it, and each may take seconds. */
    private void closeServices() {
        List<Runnable> closing = new ArrayList<>(List.of(ingest::close));
        workers.forEach(worker -> closing.add(worker::close));
        CompletableFuture.allOf(closing.stream()
                        .map(one -> CompletableFuture.runAsync(one, Thread::startVirtualThread))
                        .toArray(CompletableFuture[]::new))
                .join();
    }
}
