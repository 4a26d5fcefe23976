package org.wahook.sandbox.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.wahook.sandbox.process.LaunchedService;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.meta.Customer;
import org.wahook.testbed.meta.SentMessage;
import org.wahook.testbed.meta.WebhookBodies;
import org.wahook.testbed.meta.WebhookNumber;

/** Ingest and one worker as processes, and one client whose bot speaks contract 2: the worker is killed again and again. */
@SuppressWarnings("NullAway.Init")
abstract class KillStory {

    static final Duration SOON = Duration.ofMinutes(3);
    static final String SECRET = "whsec_d2Fob29rLWV4YW1wbGUta2V5LTI0Ynl0ZQ==";
    private static final AtomicInteger CUSTOMERS = new AtomicInteger();

    static ChaosSystem system;
    static WebhookNumber number;

    @BeforeAll
    static void start() {
        assumeTrue(
                BuiltJars.areThere(),
                "it needs the runnable jars of this build, which Maven's verify makes before these tests");
        system = new ChaosSystem(BuiltJars.HOME, 1, 1, false);
        number = WebhookNumber.of("waba-chaos", system.peoplesClient.phoneNumberId());
        system.query(
                "UPDATE chatbots SET signing_secret = ?, settings = ?::jsonb WHERE id = ? RETURNING id",
                SECRET,
                "{\"responseContract\": \"v2\", \"bot\": {\"async\": true}}",
                system.peoplesClient.chatbotId());
        system.query(
                "UPDATE whatsapp_accounts SET webhook_url = ? WHERE chatbot_id = ? RETURNING id",
                "http://127.0.0.1:" + system.webhookPort + "/webhook",
                system.peoplesClient.chatbotId());
        // Changes are seen by running services within 2 seconds.
        pause(Duration.ofSeconds(3));
    }

    @AfterAll
    static void stop() {
        if (system != null) {
            system.close();
        }
    }

    @AfterEach
    void recover() {
        system.meta.behaveNormally();
        system.recover();
    }

    static LaunchedService worker() {
        return system.workers.getFirst();
    }

    /** Starts the worker that was killed. */
    static void workerComesBack() {
        system.recover();
    }

    /** A customer who was not here before. */
    static Customer newCustomer() {
        return Customer.withPhone("4917%08d".formatted(CUSTOMERS.incrementAndGet()), "C");
    }

    static Customer says(String text) {
        Customer customer = newCustomer();
        says(customer, text);
        return customer;
    }

    static String phone(Customer customer) {
        return String.valueOf(customer.phone());
    }

    static void says(Customer customer, String text) {
        String wamid = "wamid." + UUID.randomUUID();
        assertThat(system.sender()
                        .post(WebhookBodies.text(number, customer, wamid, Instant.now(), text))
                        .status())
                .isEqualTo(200);
    }

    static List<String> sentTo(Customer customer) {
        return system.meta.sentTo(phone(customer)).stream()
                .map(SentMessage::text)
                .toList();
    }

    /** All is answered, and stays so: nothing comes twice. */
    static void isAnsweredBy(Customer customer, List<String> texts) {
        isAnsweredBy("now", customer, texts);
        pause(Duration.ofSeconds(2));
        isAnsweredBy("later", customer, texts);
    }

    static void isAnsweredBy(String when, Customer customer, List<String> texts) {
        Deadline.eventually(
                SOON,
                "the reply is whole: " + when,
                () -> sentTo(customer).size() >= texts.size() && unfinished(customer) == 0);
        assertThat(sentTo(customer)).as(when).isEqualTo(texts);
        assertThat(unfinished(customer)).as(when).isZero();
    }

    static int unfinished(Customer customer) {
        return system.query(
                        "SELECT m.status FROM messages m JOIN whatsapp_conversations c ON c.id = m.conversation_id"
                                + " WHERE c.contact_id = ? AND (m.status IN ('pending', 'draft', 'sending')"
                                + " OR c.turn_job IS NOT NULL)",
                        phone(customer))
                .size();
    }

    static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting", e);
        }
    }
}
