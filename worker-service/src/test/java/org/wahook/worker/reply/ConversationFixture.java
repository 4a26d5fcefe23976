package org.wahook.worker.reply;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.wahook.platform.broker.Publication;
import org.wahook.shared.job.ReplyJob;
import org.wahook.shared.topology.Topology;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.responder.ReceivedQuestion;
import org.wahook.testbed.responder.ResponseBehaviour;
import org.wahook.testbed.responder.Turn;
import org.wahook.worker.outcome.Outcome;
import org.wahook.worker.route.Event;
import org.wahook.worker.route.Router;
import org.wahook.worker.testing.Background;
import org.wahook.worker.testing.WorkerDatabase;

/**
 * One conversation from the webhook to what the AI is told and the customer is sent: router and pipeline on one
 * database.
 */
final class ConversationFixture implements AutoCloseable {

    static final String SHOP_PHONE = "15557770000";
    private static final AtomicInteger EVENTS = new AtomicInteger();

    private final WorkerDatabase database;
    private final ReplyFixture room;
    private final Router router;
    private final long now = Instant.now().getEpochSecond();

    ConversationFixture(WorkerDatabase database) {
        this(database, new ReplyFixture(database));
    }

    ConversationFixture(WorkerDatabase database, ReplyFixture room) {
        this.database = database;
        this.room = room;
        router = new Router(
                database.accounts(),
                database.jdbi(),
                new Topology(4, List.of(Duration.ofSeconds(5))),
                Clock.systemUTC());
    }

    ReplyFixture room() {
        return room;
    }

    /** When it began, in Meta's seconds. */
    long now() {
        return now;
    }

    /** Routes one webhook, and answers what is to be published. */
    List<Publication> route(String field, String members) {
        return router.route(List.of(event(field, members)));
    }

    Event event(String field, String members) {
        String body = """
                {"object": "whatsapp_business_account", "entry": [{"id": "waba-1", "changes": [{"field": "%s", "value": {
                 "messaging_product": "whatsapp",
                 "metadata": {"display_phone_number": "%s", "phone_number_id": "%s"}, %s}}]}]}
                """.formatted(field, SHOP_PHONE, room.client.phoneNumberId(), members);
        return new Event("event-" + EVENTS.incrementAndGet(), Instant.now(), body.getBytes(StandardCharsets.UTF_8));
    }

    List<Publication> route(Event... events) {
        return router.route(List.of(events));
    }

    /** Routes it and runs its jobs, as a worker does. */
    List<Outcome> receive(String field, String members) {
        return jobs(route(field, members)).stream().map(room::run).toList();
    }

    List<Outcome> receive(String message) {
        return receive("messages", messages(message));
    }

    static List<ReplyJob> jobs(List<Publication> published) {
        return published.stream()
                .filter(one -> one.exchange().equals(Topology.EXCHANGE))
                .map(one -> ReplyJob.fromJson(one.body()))
                .toList();
    }

    /** Of the customer whose conversation the fixture has. */
    static String messages(String message) {
        return "\"messages\": [" + message + "]";
    }

    static String text(String wamid, long at, String body) {
        return message(wamid, at, "text", "\"text\": {\"body\": \"" + body + "\"}");
    }

    static String message(String wamid, long at, String type, String members) {
        return "{\"from\": \"%s\", \"id\": \"%s\", \"timestamp\": \"%d\", \"type\": \"%s\", %s}"
                .formatted(ReplyFixture.PHONE, wamid, at, type, members);
    }

    static String edit(String wamid, long at, String original, String body) {
        return message(
                wamid,
                at,
                "edit",
                "\"edit\": {\"original_message_id\": \"%s\", \"message\": {\"type\": \"text\", \"text\": {\"body\": \"%s\"}}}"
                        .formatted(original, body));
    }

    static String revoke(String wamid, long at, String original) {
        return message(wamid, at, "revoke", "\"revoke\": {\"original_message_id\": \"%s\"}".formatted(original));
    }

    static String echo(String wamid, long at, String body) {
        return echo(wamid, at, "text", "\"text\": {\"body\": \"" + body + "\"}");
    }

    static String echo(String wamid, long at, String type, String members) {
        return "\"message_echoes\": [{\"from\": \"%s\", \"to\": \"%s\", \"id\": \"%s\", \"timestamp\": \"%d\", \"type\": \"%s\", %s}]"
                .formatted(SHOP_PHONE, ReplyFixture.PHONE, wamid, at, type, members);
    }

    /** What the AI was told in its last question, a line for each entry. */
    List<String> told() {
        List<ReceivedQuestion> asked = room.responseApi.asked();
        assertThat(asked).as("questions to the AI").isNotEmpty();
        return lines(asked.getLast().query());
    }

    static List<String> lines(List<Turn> query) {
        return query.stream().map(turn -> turn.role() + ": " + turn.content()).toList();
    }

    List<String> rows(String columns) {
        return database.column(
                "SELECT concat_ws('|', " + columns + ") FROM messages WHERE conversation_id = ? ORDER BY id",
                room.conversation);
    }

    void botAnswers(String text) {
        room.responseApi.answer(asked -> ResponseBehaviour.Raw.json(200, "{\"response\": \"" + text + "\"}"));
    }

    /** Does something while the AI is thinking of its first answer, and then lets it answer. */
    Outcome whileAsked(ReplyJob job, Runnable meanwhile) {
        CountDownLatch thought = new CountDownLatch(1);
        AtomicInteger questions = new AtomicInteger();
        room.responseApi.answer(asked -> {
            if (questions.getAndIncrement() == 0) {
                await(thought);
            }
            return ResponseBehaviour.Raw.json(200, "{\"response\": \"to: " + asked.lastUserContent() + "\"}");
        });
        Background<Outcome> turn = Background.start(() -> room.run(job));
        Deadline.eventually(ReplyFixture.SOON, "the AI is asked", () -> room.responseApi.askedCount() > 0);
        meanwhile.run();
        thought.countDown();
        return turn.result();
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(ReplyFixture.SOON.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody let the AI answer");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        room.close();
    }
}
