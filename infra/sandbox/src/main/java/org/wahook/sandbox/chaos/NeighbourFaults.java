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
import org.wahook.testbed.meta.Customer;
import org.wahook.testbed.meta.WebhookBodies;
import org.wahook.testbed.meta.WebhookNumber;
import org.wahook.testbed.responder.ResponseBehaviour;

/** What {@link ChaosSystem#noisy one client}, one of its customers or another program may do to the rest. */
final class NeighbourFaults {

    private static final String TALKER = "491720000001";

    /** Twenty times what each client has of the 100 messages a second that are usual. */
    private static final int FLOOD_PER_SECOND = 300;

    private static final int POISONED = 5;
    private static final int ITEMS = 1000;
    private static final AtomicLong NUMBERS = new AtomicLong();

    private NeighbourFaults() {}

    static List<HostileKind> kinds() {
        return List.of(
                new HostileKind(
                        "a conversation locked",
                        system -> lock(
                                system,
                                "whatsapp_conversations WHERE id IN (SELECT min(id) FROM"
                                        + " whatsapp_conversations WHERE chatbot_id = '%s')")),
                new HostileKind("a client locked", system -> lock(system, "chatbots WHERE id = '%s'")),
                new HostileKind("one client's AI is slow", NeighbourFaults::slowAi),
                new HostileKind("poisoned webhooks", NeighbourFaults::poison),
                new HostileKind("one client floods", NeighbourFaults::flood),
                new HostileKind("a customer never stops", NeighbourFaults::talk));
    }

    static List<Fault> all() {
        return kinds().stream().map(kind -> kind.fault(Fault.A_WHILE)).toList();
    }

    /** By a program that forgets its transaction. */
    private static AutoCloseable lock(ChaosSystem system, String rows) {
        try {
            Connection holder = system.postgres.connect(system.postgres.url());
            holder.setAutoCommit(false);
            try (Statement statement = holder.createStatement()) {
                statement.execute(
                        "SELECT 1 FROM " + rows.formatted(system.noisy().chatbotId()) + " FOR UPDATE");
            }
            return () -> {
                holder.rollback();
                holder.close();
            };
        } catch (SQLException e) {
            throw new IllegalStateException("the rows could not be locked: " + rows, e);
        }
    }

    /** Nearly as slow as RESPONSE_API_TIMEOUT allows. */
    private static AutoCloseable slowAi(ChaosSystem system) {
        String slow = system.noisy().chatbotId();
        system.responseApi.answer(asked -> {
            ResponseBehaviour.Reply reply = new ResponseBehaviour.Reply(Ledger.answer(asked));
            return asked.chatbotId().equals(slow) ? new ResponseBehaviour.After(Duration.ofSeconds(4), reply) : reply;
        });
        return () -> ApiFaults.answerNormally(system);
    }

    /** A thousand messages without an id beside a thousand contact cards. */
    private static AutoCloseable poison(ChaosSystem system) {
        byte[] body = """
                {"object": "whatsapp_business_account", "entry": [{"id": "w", "changes": [{"field": "messages", "value": {
                "metadata": {"phone_number_id": "%s"}, "contacts": [%s], "messages": [%s]}}]}]}""".formatted(
                        system.noisy().phoneNumberId(),
                        list("{\"wa_id\": \"49173%07d\", \"profile\": {\"name\": \"A name of no particular length\"}}"),
                        list("{\"from\": \"49173%07d\", \"type\": \"text\", \"text\": {\"body\": \"no id, and much to"
                                + " say\"}}"))
                .getBytes(StandardCharsets.UTF_8);
        ExecutorService posting = Executors.newVirtualThreadPerTaskExecutor();
        for (int i = 0; i < POISONED; i++) {
            posting.execute(() -> system.sender().post(body));
        }
        return posting;
    }

    private static String list(String pattern) {
        return IntStream.range(0, ITEMS).mapToObj(pattern::formatted).collect(Collectors.joining(","));
    }

    private static AutoCloseable flood(ChaosSystem system) {
        AtomicBoolean flooding = new AtomicBoolean(true);
        Thread clock = Thread.startVirtualThread(() -> flood(system, flooding));
        return () -> {
            flooding.set(false);
            clock.join();
        };
    }

    private static void flood(ChaosSystem system, AtomicBoolean flooding) {
        long next = System.nanoTime();
        long pause = Duration.ofSeconds(1).dividedBy(FLOOD_PER_SECOND).toNanos();
        try (ExecutorService posting = Executors.newVirtualThreadPerTaskExecutor()) {
            while (flooding.get()) {
                long number = NUMBERS.incrementAndGet();
                posting.execute(() -> say(system, "49174%07d".formatted(number % 2000), number));
                next += pause;
                Thread.sleep(Duration.ofNanos(Math.max(0, next - System.nanoTime())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Writes whenever the AI is asked for an answer. */
    private static AutoCloseable talk(ChaosSystem system) {
        AtomicBoolean talking = new AtomicBoolean(true);
        system.responseApi.whenAsked(asked -> {
            if (talking.get() && asked.uniqueClientId().contains(TALKER)) {
                say(system, TALKER, NUMBERS.incrementAndGet());
            }
        });
        say(system, TALKER, NUMBERS.incrementAndGet());
        return () -> talking.set(false);
    }

    private static void say(ChaosSystem system, String phone, long number) {
        system.sender()
                .post(WebhookBodies.text(
                        WebhookNumber.of("waba-chaos", system.noisy().phoneNumberId()),
                        Customer.withPhone(phone, "C"),
                        "wamid.neighbour." + number,
                        Instant.now(),
                        "unmarked " + number));
    }
}
