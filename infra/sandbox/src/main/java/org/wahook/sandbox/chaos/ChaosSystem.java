package org.wahook.sandbox.chaos;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.wahook.sandbox.process.ServiceJar;
import org.wahook.sandbox.process.ServiceProcess;
import org.wahook.testbed.FreePort;
import org.wahook.testbed.meta.SimulatedMeta;
import org.wahook.testbed.meta.StatusPlan;
import org.wahook.testbed.meta.WebhookSender;
import org.wahook.testbed.postgres.TestPostgres;
import org.wahook.testbed.proxy.TcpProxy;
import org.wahook.testbed.rabbitmq.TestRabbit;
import org.wahook.testbed.responder.SimulatedResponseApi;

/** The whole system as processes, with proxies before RabbitMQ and PostgreSQL so that their connections can be harmed. */
final class ChaosSystem implements AutoCloseable {

    private static final Duration READY = Duration.ofSeconds(60);
    private static final String APP_SECRET = "the-app-secret-of-the-chaos-run";

    final TestPostgres postgres = TestPostgres.start();
    final TestRabbit rabbit = TestRabbit.start();
    final TcpProxy databaseProxy;
    final TcpProxy brokerProxy;
    final SimulatedMeta meta = SimulatedMeta.start();
    final SimulatedResponseApi responseApi = SimulatedResponseApi.start();
    final ServiceProcess ingest;
    final List<ServiceProcess> workers = new ArrayList<>();
    private final WebhookSender sender;

    ChaosSystem(Path home, int workerCount, int clients) {
        URI database = URI.create(postgres.url());
        URI broker = URI.create(rabbit.url());
        databaseProxy = TcpProxy.to(database.getHost(), database.getPort());
        brokerProxy = TcpProxy.to(broker.getHost(), broker.getPort());
        Path logs = folder(home.resolve(".dev").resolve("chaos"));
        int port = FreePort.next();
        ingest = start(home, "ingest-service", logs.resolve("ingest.log"), Map.of("PORT", String.valueOf(port)));
        for (int i = 1; i <= workerCount; i++) {
            workers.add(start(home, "worker-service", logs.resolve("worker-" + i + ".log"), Map.of()));
        }
        ingest.awaitReady(READY);
        workers.forEach(worker -> worker.awaitReady(READY));
        sender = new WebhookSender("http://127.0.0.1:" + port + "/webhook", APP_SECRET);
        addClients(clients);
        meta.sendStatusesTo(sender, StatusPlan.sentDeliveredRead(Duration.ofMillis(50)));
    }

    WebhookSender sender() {
        return sender;
    }

    /** All processes are there and ready, after a fault that ended some. */
    void recover() {
        List<ServiceProcess> all = new ArrayList<>(workers);
        all.add(ingest);
        all.forEach(ServiceProcess::startAgain);
        all.forEach(service -> service.awaitReady(READY));
    }

    /** The first column of all rows, past the proxy. */
    List<String> query(String sql, Object... parameters) {
        List<String> values = new ArrayList<>();
        try (Connection connection = postgres.connect(postgres.url());
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    values.add(rows.getString(1));
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the query failed: " + sql, e);
        }
        return values;
    }

    private ServiceProcess start(Path home, String name, Path log, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("DATABASE_URL", through(databaseProxy, postgres.url()));
        environment.put("RABBITMQ_URL", through(brokerProxy, rabbit.url()));
        environment.put("FACEBOOK_APP_SECRET", APP_SECRET);
        environment.put("HOST", "127.0.0.1");
        environment.put("MANAGEMENT_HOST", "127.0.0.1");
        environment.put("MANAGEMENT_PORT", String.valueOf(FreePort.next()));
        environment.put("RESPONSE_API_BASE_URL", responseApi.baseUrl());
        environment.put("RESPONSE_API_TIMEOUT", "5s");
        environment.put("GRAPH_API_BASE_URL", meta.baseUrl());
        environment.put("GRAPH_API_TIMEOUT", "3s");
        environment.put("SEND_SETTLE_TIME", "3s");
        environment.put("RETRY_DELAYS", "1s,2s,4s,8s,15s,30s");
        environment.put("LOG_FORMAT", "text");
        return ServiceProcess.start(ServiceJar.of(name, home, environment, log));
    }

    private void addClients(int clients) {
        try (Connection connection = postgres.connect(postgres.url());
                PreparedStatement chatbot =
                        connection.prepareStatement("INSERT INTO chatbots (id, api_key) VALUES (?, ?)");
                PreparedStatement account = connection.prepareStatement(
                        "INSERT INTO whatsapp_accounts (chatbot_id, phone_number_id, verify_token, access_token)"
                                + " VALUES (?, ?, ?, ?)")) {
            for (int i = 0; i < clients; i++) {
                chatbot.setString(1, "chaos-bot-" + i);
                chatbot.setString(2, "chaos-key-" + i);
                chatbot.executeUpdate();
                account.setString(1, "chaos-bot-" + i);
                account.setString(2, Load.phoneNumberId(i));
                account.setString(3, "chaos-verify-" + i);
                account.setString(4, "chaos-token-" + i);
                account.executeUpdate();
                meta.phoneNumber("waba-chaos", Load.phoneNumberId(i), "chaos-token-" + i);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the clients could not be added", e);
        }
    }

    private static String through(TcpProxy proxy, String url) {
        URI uri = URI.create(url);
        return url.replace(uri.getHost() + ":" + uri.getPort(), "127.0.0.1:" + proxy.port());
    }

    private static Path folder(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new IllegalStateException("the folder for the logs can't be made: " + folder, e);
        }
    }

    @Override
    public void close() {
        workers.forEach(ServiceProcess::close);
        ingest.close();
        sender.close();
        responseApi.close();
        meta.close();
        brokerProxy.close();
        databaseProxy.close();
        rabbit.close();
        postgres.close();
    }
}
