package org.wahook.sandbox.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.wahook.platform.config.Durations;
import org.wahook.platform.config.RabbitUrls;
import org.wahook.sandbox.LocalSystem;
import org.wahook.shared.deadletter.DeadLetterQueue;
import org.wahook.shared.deadletter.DeadLetters;
import org.wahook.shared.deadletter.Selection;
import org.wahook.shared.topology.Topology;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.meta.Customer;
import org.wahook.testbed.meta.SimulatedMeta;
import org.wahook.testbed.meta.WebhookBodies;
import org.wahook.testbed.meta.WebhookSender;
import org.wahook.testbed.responder.ReceivedQuestion;
import org.wahook.testbed.responder.SimulatedResponseApi;
import tools.jackson.databind.json.JsonMapper;

/** A running system with the few sentences that the stories are told in. */
final class StoryFixture implements AutoCloseable {

    static final Duration SOON = Duration.ofMinutes(3);

    /** Nothing may stir for so long before a story counts; longer than the first wait of {@link #SHORT_LADDER}. */
    private static final Duration QUIET = Duration.ofMillis(300);

    private static final String SHORT_LADDER = "200ms,400ms";
    private static final Topology TOPOLOGY = new Topology(8, Durations.parseLadder(SHORT_LADDER));
    private static final JsonMapper JSON = new JsonMapper();

    private final LocalSystem system;
    private final WebhookSender sender;
    private final Queues queues;
    private final List<String> workQueues;

    private StoryFixture(LocalSystem system) {
        this.system = system;
        this.sender = system.sender();
        this.queues = new Queues(system.rabbitUrl());
        this.workQueues = TOPOLOGY.queueNames().stream()
                .filter(name -> !name.endsWith(".dead") && !name.equals(Topology.UNROUTED))
                .toList();
    }

    /** With retries that are quick, unless the settings say otherwise. */
    static StoryFixture open(int workers, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(Map.of("RETRY_DELAYS", SHORT_LADDER));
        all.putAll(settings);
        return new StoryFixture(LocalSystem.start(workers, all));
    }

    static StoryFixture open() {
        return open(1, Map.of());
    }

    LocalSystem system() {
        return system;
    }

    SimulatedMeta meta() {
        return system.meta();
    }

    SimulatedResponseApi ai() {
        return system.responseApi();
    }

    WebhookSender sender() {
        return sender;
    }

    Client client(String name) {
        return client(Client.named(name));
    }

    Client client(Client client) {
        system.client(
                client.chatbotId(),
                client.apiKey(),
                client.number().phoneNumberId(),
                client.verifyToken(),
                client.accessToken());
        return client;
    }

    /** Posts a webhook that must be taken. */
    void post(byte[] body) {
        assertThat(sender.post(body).status()).isEqualTo(200);
    }

    /** A customer writes a text to a client; answers Meta's id of it. */
    String say(Client client, Customer customer, String text) {
        String wamid = newWamid();
        post(WebhookBodies.text(client.number(), customer, wamid, Instant.now(), text));
        return wamid;
    }

    /** What the customer's conversation is kept under. */
    static String contactId(Customer customer) {
        return customer.phone() == null ? customer.userId() : customer.phone();
    }

    static String newWamid() {
        return "wamid." + UUID.randomUUID();
    }

    /** Waits for a condition that must come soon. */
    static void soon(String what, BooleanSupplier condition) {
        Deadline.eventually(SOON, what, condition);
    }

    /**
     * Waits until all that was posted before is dealt with and nothing stirs any more. Events are routed in order, so a
     * last one tells that those before it are stored; one after it, that what became of them was handed to the broker;
     * and a third, which the broker writes down behind that, that it lies in its queues. Then no message, no turn and
     * no queue may hold anything that is unfinished, for a while.
     */
    void settle() {
        for (int i = 0; i < 3; i++) {
            passFence();
        }
        staysQuiet();
    }

    private void passFence() {
        String fence = "fence-" + UUID.randomUUID();
        post(WebhookBodies.field(fence, "story_fence", JSON.createObjectNode().put("fence", fence)));
        soon(
                "the events are stored",
                () -> !query("SELECT 1 FROM webhook_changes WHERE waba_id = ?", fence)
                        .isEmpty());
    }

    /** As {@link #settle}, where nothing can be posted any more. */
    void staysQuiet() {
        Instant[] since = {Instant.now()};
        soon("everything is dealt with", () -> {
            if (stirs()) {
                since[0] = Instant.now();
            }
            return since[0].plus(QUIET).isBefore(Instant.now());
        });
    }

    private boolean stirs() {
        return !query("SELECT 1 FROM messages WHERE status IN ('pending', 'draft', 'sending') LIMIT 1")
                        .isEmpty()
                || !query("SELECT 1 FROM whatsapp_conversations WHERE turn_job IS NOT NULL LIMIT 1")
                        .isEmpty()
                || queues.depth(workQueues) > 0;
    }

    List<String> query(String sql, Object... parameters) {
        return system.query(sql, parameters);
    }

    String one(String sql, Object... parameters) {
        List<String> rows = query(sql, parameters);
        assertThat(rows).as(sql).hasSize(1);
        return rows.getFirst();
    }

    String statusOf(String wamid) {
        return one("SELECT status FROM messages WHERE wa_message_id = ?", wamid);
    }

    List<DeadLetterMessage> letters(String queue) {
        return queues.letters(queue);
    }

    /** The dead letters about this message. */
    List<DeadLetterMessage> deadRepliesTo(String wamid) {
        return letters(Topology.REPLIES_DEAD).stream()
                .filter(letter -> letter.header("x-message-ids").contains(wamid))
                .toList();
    }

    /** As an operator does; answers how many. */
    int replayDeadReplies() {
        return replay(new Selection.All());
    }

    int replayDeadRepliesOf(Client client) {
        return replay(new Selection.OfChatbot(client.chatbotId()));
    }

    private int replay(Selection selection) {
        return new DeadLetters(RabbitUrls.parse(system.rabbitUrl()), TOPOLOGY)
                .replay(Set.of(DeadLetterQueue.REPLIES), selection);
    }

    /** The questions that a client's customer caused. */
    List<ReceivedQuestion> askedBy(Client client, Customer customer) {
        String id = client.uniqueClientId(contactId(customer));
        return ai().asked().stream()
                .filter(asked -> asked.uniqueClientId().equals(id))
                .toList();
    }

    /** Does all of it at once, each on a virtual thread, and waits for the end. */
    static void atOnce(List<? extends Callable<?>> deeds) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> done = new ArrayList<>();
            deeds.forEach(deed -> done.add(threads.submit(deed)));
            for (Future<?> one : done) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new AssertionError("one of them failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        queues.close();
        sender.close();
        system.close();
    }
}
