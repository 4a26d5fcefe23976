package org.wahook.worker.reply;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.wahook.platform.outgoing.OutgoingAllowed;
import org.wahook.platform.telemetry.ClientNames;
import org.wahook.shared.account.AccountStops;
import org.wahook.shared.job.ReplyJob;
import org.wahook.testbed.meta.SentMessage;
import org.wahook.testbed.meta.SimulatedMeta;
import org.wahook.testbed.responder.SimulatedResponseApi;
import org.wahook.worker.graph.GraphApi;
import org.wahook.worker.outcome.Outcome;
import org.wahook.worker.outcome.Reason;
import org.wahook.worker.responder.Responder;
import org.wahook.worker.responder.ResponseApi;
import org.wahook.worker.testing.Client;
import org.wahook.worker.testing.MediaFixture;
import org.wahook.worker.testing.WorkerDatabase;

/** One client with one conversation, its pipeline on a real database, and both APIs as real servers. */
final class ReplyFixture implements AutoCloseable {

    /** Longer than any machine needs for a call that is answered, or for what a test does before a part is settled. */
    static final Duration CALL_TIMEOUT = Duration.ofSeconds(15);

    static final Duration SOON = Duration.ofSeconds(60);
    static final Duration SETTLE = Duration.ofMinutes(1);
    static final String PHONE = "4915112345678";

    final WorkerDatabase database;
    static final List<Duration> STOP_WAITS =
            List.of(Duration.ofMillis(300), Duration.ofMillis(600), Duration.ofHours(1));

    /** False while status webhooks may still wait in the queue. */
    volatile boolean statusesAreRouted = true;

    /** Until when statuses had to be routed, as was asked last. */
    volatile Instant statusesUntil = Instant.EPOCH;

    final SimulatedMeta meta = SimulatedMeta.start();
    final SimulatedResponseApi responseApi = SimulatedResponseApi.start();
    final Client client;
    final long conversation;
    final Turns turns;
    final Replies replies;
    final Transcript transcript;
    final ReplyPipeline pipeline;
    private final ResponseApi askedApi;
    private final GraphApi graph;
    final MediaFixture media;

    ReplyFixture(WorkerDatabase database) {
        this(database, true);
    }

    ReplyFixture(WorkerDatabase database, boolean typing) {
        this(database, typing, CALL_TIMEOUT);
    }

    /** @param callTimeout of both APIs; short where one of them says nothing */
    ReplyFixture(WorkerDatabase database, boolean typing, Duration callTimeout) {
        this(database, typing, callTimeout, meta -> new MediaFixture(meta, database.jdbi()));
    }

    /** @param media to fetch and upload by */
    ReplyFixture(
            WorkerDatabase database,
            boolean typing,
            Duration callTimeout,
            Function<SimulatedMeta, MediaFixture> media) {
        this.media = media.apply(meta);
        this.database = database;
        client = database.client();
        conversation = database.conversation(client, PHONE);
        meta.phoneNumber(client.phoneNumberId(), client.token());
        Clock clock = Clock.systemUTC();
        turns = new Turns(database.jdbi(), Duration.ofMinutes(2));
        replies = new Replies(database.jdbi());
        transcript = new Transcript(database.jdbi(), 20);
        askedApi = new ResponseApi(
                responseApi.baseUrl(), "/response", callTimeout, "/response", OutgoingAllowed.NONE, 10, clock);
        graph = new GraphApi(meta.baseUrl(), "v26.0", callTimeout, 10, clock);
        pipeline = new ReplyPipeline(
                turns,
                transcript,
                database.accounts(),
                new Responder(askedApi, new SimpleMeterRegistry(), new ClientNames()),
                replies,
                new ReplySender(
                        graph,
                        replies,
                        this.media.rooms.outbound(),
                        new AccountStops(database.jdbi(), database.accounts(), STOP_WAITS),
                        typing,
                        callTimeout,
                        SETTLE,
                        this::routed,
                        clock),
                this.media.rooms,
                Duration.ofHours(24),
                clock);
    }

    private boolean routed(Instant until) {
        statusesUntil = until;
        return statusesAreRouted;
    }

    long says(String text) {
        return database.inbound(conversation, "wamid." + UUID.randomUUID(), text);
    }

    /** A job for this conversation; running it again is its redelivery. */
    ReplyJob job() {
        return new ReplyJob(
                UUID.randomUUID().toString(),
                client.chatbotId(),
                client.accountId(),
                client.phoneNumberId(),
                conversation,
                List.of(),
                "event");
    }

    /** That of the job which has the turn: its redelivery. */
    ReplyJob holdersJob() {
        String holder = database.column("SELECT turn_job FROM whatsapp_conversations WHERE id = ?", conversation)
                .getFirst();
        ReplyJob fresh = job();
        return new ReplyJob(
                holder,
                fresh.chatbotId(),
                fresh.accountId(),
                fresh.phoneNumberId(),
                fresh.conversationId(),
                fresh.messageIds(),
                fresh.eventId());
    }

    /** A new one, after the holder was given up. */
    ReplyJob jobAfterRelease() {
        database.run("UPDATE whatsapp_conversations SET turn_job = NULL WHERE id = ?", conversation);
        return job();
    }

    /** A person takes the conversation over, as the admin API does it. */
    void pause(String until) {
        database.run(
                "UPDATE whatsapp_conversations SET bot_paused = true, bot_paused_until = " + until
                        + ", bot_version = bot_version + 1, inbound_seq = inbound_seq + 1, turn_job = NULL,"
                        + " turn_expires_at = NULL WHERE id = ?",
                conversation);
    }

    /** As the admin API does it. */
    void personWrites(String text) {
        database.run(
                "WITH counted AS (UPDATE whatsapp_conversations SET inbound_seq = inbound_seq + 1 WHERE id = ?"
                        + " RETURNING id, chatbot_id)"
                        + " INSERT INTO messages (chatbot_id, conversation_id, direction, text, status, by_human)"
                        + " SELECT chatbot_id, id, 'outbound', ?, 'draft', true FROM counted",
                conversation,
                text);
    }

    Outcome run(ReplyJob job) {
        return pipeline.run(job).outcome();
    }

    Outcome run() {
        return run(job());
    }

    List<String> sent() {
        return meta.sent().stream().map(SentMessage::text).toList();
    }

    SentMessage onlySent() {
        assertThat(meta.sent()).hasSize(1);
        return meta.sent().getFirst();
    }

    List<String> inbound() {
        return database.statuses(conversation, "inbound");
    }

    List<String> outbound() {
        return database.statuses(conversation, "outbound");
    }

    /** What a worker that died in this stage leaves behind. */
    void outboundIs(String status, Instant settleAt) {
        database.run(
                "UPDATE messages SET status = ?, settle_at = ?::timestamptz, sends = 1"
                        + " WHERE conversation_id = ? AND direction = 'outbound'",
                status,
                settleAt.toString(),
                conversation);
    }

    void isFree() {
        assertThat(database.column("SELECT turn_job IS NULL FROM whatsapp_conversations WHERE id = ?", conversation))
                .as("the turn is free")
                .containsExactly("t");
    }

    static void isLater(Outcome outcome, Reason reason, boolean costsAttempt) {
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Later.class, later -> {
            assertThat(later.reason()).isEqualTo(reason);
            assertThat(later.costsAttempt()).isEqualTo(costsAttempt);
        });
    }

    static void isNever(Outcome outcome, Reason reason) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Never.class, never -> assertThat(never.reason()).isEqualTo(reason));
    }

    @Override
    public void close() {
        askedApi.close();
        graph.close();
        media.close();
        meta.close();
        responseApi.close();
    }
}
