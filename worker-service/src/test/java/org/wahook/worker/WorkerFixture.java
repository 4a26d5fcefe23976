package org.wahook.worker;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.wahook.platform.config.Environment;
import org.wahook.shared.topology.Topology;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.meta.Customer;
import org.wahook.testbed.meta.SentMessage;
import org.wahook.testbed.meta.SimulatedMeta;
import org.wahook.testbed.meta.WebhookBodies;
import org.wahook.testbed.responder.SimulatedResponseApi;
import org.wahook.worker.testing.Broker;
import org.wahook.worker.testing.Client;
import org.wahook.worker.testing.WorkerDatabase;

/** The whole worker between a real broker, a real database and both APIs. */
abstract class WorkerFixture {

    static final Duration SOON = Duration.ofSeconds(60);
    static final Topology TOPOLOGY = new Topology(2, List.of(Duration.ofMillis(400), Duration.ofMillis(700)));
    private static final AtomicInteger CUSTOMERS = new AtomicInteger();
    static WorkerDatabase database;

    final Broker broker = new Broker(TOPOLOGY);
    final SimulatedMeta meta = SimulatedMeta.start();
    final SimulatedResponseApi responseApi = SimulatedResponseApi.start();
    Client shop;

    @BeforeAll
    static void openDatabase() {
        database = WorkerDatabase.create();
    }

    @AfterAll
    static void closeDatabase() {
        database.close();
    }

    @BeforeEach
    void addClient() {
        shop = database.client();
    }

    @AfterEach
    void close() {
        responseApi.close();
        meta.close();
        broker.close();
    }

    WorkerApp worker() {
        return worker(Map.of());
    }

    WorkerApp worker(Map<String, String> overrides) {
        WorkerApp worker = start(overrides);
        Deadline.eventually(SOON, "the worker is ready", worker.health()::ready);
        return worker;
    }

    WorkerApp start(Map<String, String> overrides) {
        Map<String, String> settings = new HashMap<>();
        settings.put("DATABASE_URL", database.url());
        settings.put("RABBITMQ_URL", broker.url());
        settings.put("RESPONSE_API_BASE_URL", responseApi.baseUrl());
        settings.put("RESPONSE_API_TIMEOUT", "60s");
        settings.put("GRAPH_API_BASE_URL", meta.baseUrl());
        settings.put("RETRY_DELAYS", "400ms,700ms");
        settings.put("REPLY_LANES", "2");
        settings.put("MANAGEMENT_HOST", "127.0.0.1");
        settings.put("MANAGEMENT_PORT", "0");
        settings.put("SHUTDOWN_GRACE", "10s");
        settings.putAll(overrides);
        return WorkerApp.start(WorkerConfig.read(new Environment(settings)));
    }

    /** A customer who was not here before. */
    Customer says(String text) {
        Customer customer = Customer.withPhone(String.valueOf(491510000000L + CUSTOMERS.incrementAndGet()), "C");
        says(customer, text);
        return customer;
    }

    void says(Customer customer, String text) {
        String wamid = "wamid." + UUID.randomUUID();
        broker.event("event-" + wamid, WebhookBodies.text(shop.number(), customer, wamid, Instant.now(), text));
    }

    List<String> toOf(Customer customer) {
        return meta.sentTo(String.valueOf(customer.phone())).stream()
                .map(SentMessage::text)
                .toList();
    }

    List<String> statuses() {
        return database.column(
                "SELECT status FROM messages WHERE chatbot_id = ? AND direction = 'inbound'", shop.chatbotId());
    }
}
