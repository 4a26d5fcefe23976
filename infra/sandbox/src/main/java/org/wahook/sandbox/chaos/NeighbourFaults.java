package org.wahook.sandbox.chaos;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.wahook.sandbox.process.SeededClient;
import org.wahook.testbed.meta.Customer;
import org.wahook.testbed.meta.WebhookBodies;
import org.wahook.testbed.meta.WebhookNumber;
import org.wahook.testbed.responder.ResponseBehaviour;

/** What one client, one customer or another program may do to the rest. */
final class NeighbourFaults {

    private static final String TALKER = "491720000001";
    private static final int FLOOD_PER_SECOND = 600;
    private static final int POISONED = 5;
    private static final int ITEMS = 1000;
    private static final AtomicLong NUMBERS = new AtomicLong();

    private NeighbourFaults() {}

    static List<Fault> all() {
        return List.of(
                new Fault(
                        "a conversation locked",
                        system -> lock(
                                system,
                                "whatsapp_conversations WHERE id IN (SELECT min(id) FROM"
                                        + " whatsapp_conversations GROUP BY chatbot_id)")),
                new Fault(
                        "a client locked",
                        system -> lock(
                                system,
                                "chatbots WHERE id = '%s'"
                                        .formatted(noisy(system).chatbotId()))),
                new Fault("one client's AI is slow", NeighbourFaults::slowAi),
                new Fault("poisoned webhooks", NeighbourFaults::poison),
                new Fault("one client floods", NeighbourFaults::flood),
                new Fault("a customer never stops", NeighbourFaults::talk));
    }

    private static SeededClient noisy(ChaosSystem system) {
        return system.clients.getLast();
    }

    /** By a program that forgets its transaction. */
    private static void lock(ChaosSystem system, String rows) throws InterruptedException {
        try (Connection holder = system.postgres.connect(system.postgres.url());
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("SELECT 1 FROM " + rows + " FOR UPDATE");
            Thread.sleep(Fault.A_WHILE);
            holder.rollback();
        } catch (SQLException e) {
            throw new IllegalStateException("the rows could not be locked: " + rows, e);
        }
    }

    /** Nearly as slow as RESPONSE_API_TIMEOUT allows. */
    private static void slowAi(ChaosSystem system) throws InterruptedException {
        String slow = noisy(system).chatbotId();
        system.responseApi.answer(asked -> {
            ResponseBehaviour.Reply reply = new ResponseBehaviour.Reply(Ledger.answer(asked));
            return asked.chatbotId().equals(slow) ? new ResponseBehaviour.After(Duration.ofSeconds(4), reply) : reply;
        });
        Thread.sleep(Fault.A_WHILE);
        ApiFaults.answerNormally(system);
    }

    /** A thousand messages without an id beside a thousand contact cards. */
    private static void poison(ChaosSystem system) throws InterruptedException {
        String body = """
                {"object": "whatsapp_business_account", "entry": [{"id": "w", "changes": [{"field": "messages", "value": {
                "metadata": {"phone_number_id": "%s"}, "contacts": [%s], "messages": [%s]}}]}]}""".formatted(
                        noisy(system).phoneNumberId(),
                        list("{\"wa_id\": \"49173%07d\", \"profile\": {\"name\": \"A name of no particular length\"}}"),
                        list(
                                "{\"from\": \"49173%07d\", \"type\": \"text\", \"text\": {\"body\": \"no id, and much to say\"}}"));
        for (int i = 0; i < POISONED; i++) {
            system.sender().post(body.getBytes(StandardCharsets.UTF_8));
        }
        Thread.sleep(Fault.A_WHILE);
    }

    private static String list(String pattern) {
        return IntStream.range(0, ITEMS).mapToObj(pattern::formatted).collect(Collectors.joining(","));
    }

    private static void flood(ChaosSystem system) throws InterruptedException {
        long until = System.nanoTime() + Fault.A_WHILE.toNanos();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            while (System.nanoTime() < until) {
                long number = NUMBERS.incrementAndGet();
                threads.execute(() -> say(system, "49174%07d".formatted(number % 2000), number));
                Thread.sleep(Duration.ofSeconds(1).dividedBy(FLOOD_PER_SECOND));
            }
        }
    }

    /** Writes whenever the AI is asked for an answer. */
    private static void talk(ChaosSystem system) throws InterruptedException {
        AtomicBoolean talking = new AtomicBoolean(true);
        system.responseApi.whenAsked(asked -> {
            if (talking.get() && asked.uniqueClientId().contains(TALKER)) {
                say(system, TALKER, NUMBERS.incrementAndGet());
            }
        });
        say(system, TALKER, NUMBERS.incrementAndGet());
        Thread.sleep(Fault.A_WHILE);
        talking.set(false);
    }

    private static void say(ChaosSystem system, String phone, long number) {
        SeededClient client = noisy(system);
        system.sender()
                .post(WebhookBodies.text(
                        WebhookNumber.of("waba-chaos", client.phoneNumberId()),
                        Customer.withPhone(phone, "C"),
                        "wamid.neighbour." + number,
                        Instant.now(),
                        "unmarked " + number));
    }
}
