package org.wahook.worker.sweeper;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.wahook.platform.broker.ConfirmingPublisher;
import org.wahook.platform.broker.MessageHeaders;
import org.wahook.platform.broker.Publication;
import org.wahook.platform.broker.PublishOutcome;
import org.wahook.shared.job.JobMessages;
import org.wahook.shared.job.ReplyJob;

/**
 * One look at what lies unfinished: a customer's message that is pending or a person's that is unsent, in a
 * conversation whose turn is free or expired, and not one that waits for the end of a pause. For each it publishes a
 * job. A superfluous job does no harm: it finds the turn taken, or nothing to do.
 *
 * <p>Nothing is locked while the broker confirms, and one look reads and publishes a bounded number: the next goes on
 * where it ended.
 */
final class Sweeper {

    private static final int MOST_READ = 1000;
    private static final int MOST_JOBS = 200;
    private static final Duration CONFIRM_TIMEOUT = Duration.ofSeconds(10);
    private static final String CAUSE = "sweeper";

    /** Any number that nobody else in this database locks. */
    private static final long LOCK = 7_201_522_013L;

    /** One worker at a time. */
    private static final String ALONE = "SELECT pg_try_advisory_xact_lock(" + LOCK + ")";

    private static final String PENDING = """
            SELECT conversation_id, created_at, id FROM messages
            WHERE (direction = 'inbound' AND status = 'pending') IS TRUE
              AND (created_at, id) > (:after, :afterId) AND created_at < now() - :grace * interval '1 ms'
            ORDER BY created_at, id LIMIT :most
            """;

    private static final String UNSENT = """
            SELECT conversation_id, created_at, id FROM messages
            WHERE (by_human AND status IN ('draft', 'sending')) IS TRUE
              AND created_at < now() - :grace * interval '1 ms'
            ORDER BY created_at LIMIT :most
            """;

    /** A pause that has just ended has a job that is about to come. A callback that is waited for has a timer. */
    private static final String ABANDONED = """
            SELECT c.id, c.chatbot_id, c.whatsapp_account_id, a.phone_number_id, c.turn_number
            FROM unnest(:conversations) AS wanted (id)
            JOIN whatsapp_conversations c ON c.id = wanted.id
            JOIN whatsapp_accounts a ON a.id = c.whatsapp_account_id
            WHERE (c.turn_job IS NULL OR c.turn_expires_at < now())
              AND (c.swept_at IS NULL OR c.swept_at < now() - :again * interval '1 ms')
              AND (:byHuman OR NOT c.bot_paused OR c.bot_paused_until < now() - :grace * interval '1 ms')
              AND (:byHuman OR NOT EXISTS (
                      SELECT 1 FROM bot_callbacks b
                      WHERE b.conversation_id = c.id AND b.waiting AND b.expires_at > now() - :grace * interval '1 ms'))
            LIMIT :most
            """;

    /** Who has locked a row is about to do something there: it is looked at again next time. */
    private static final String SWEPT = """
            WITH free AS (
                SELECT id FROM whatsapp_conversations WHERE id = ANY (:conversations) FOR NO KEY UPDATE SKIP LOCKED)
            UPDATE whatsapp_conversations c SET swept_at = now() FROM free WHERE c.id = free.id
            """;

    private final Jdbi jdbi;
    private final ConfirmingPublisher publisher;
    private final JobMessages messages;
    private final Duration grace;
    private final Duration again;
    private Instant after = Instant.EPOCH;
    private long afterId;

    /**
     * @param grace how long a message may lie before its conversation counts as abandoned: its job may be on its way
     * @param again how long a conversation is left alone after a job was published for it
     */
    Sweeper(Jdbi jdbi, ConfirmingPublisher publisher, JobMessages messages, Duration grace, Duration again) {
        this.jdbi = jdbi;
        this.publisher = publisher;
        this.messages = messages;
        this.grace = grace;
        this.again = again;
    }

    private record Lying(long conversation, Instant since, long id) {}

    private record Abandoned(long conversation, ReplyJob job) {}

    /** How many conversations were woken up. */
    int sweep() {
        return jdbi.inTransaction(
                handle -> handle.createQuery(ALONE).mapTo(Boolean.class).one() ? sweep(handle) : 0);
    }

    private int sweep(Handle handle) {
        List<Abandoned> abandoned = new ArrayList<>(abandoned(handle, pending(handle), false));
        abandoned.addAll(abandoned(handle, unsent(handle), true));
        if (abandoned.isEmpty()) {
            return 0;
        }
        List<Publication> jobs = abandoned.stream()
                .map(one -> messages.now(one.job(), Map.of(MessageHeaders.SWEPT, true)))
                .toList();
        List<PublishOutcome> outcomes = publisher.publishAll(jobs, CONFIRM_TIMEOUT);
        Long[] woken = IntStream.range(0, outcomes.size())
                .filter(i -> outcomes.get(i).confirmed())
                .mapToObj(i -> abandoned.get(i).conversation())
                .distinct()
                .toArray(Long[]::new);
        handle.createUpdate(SWEPT).bind("conversations", woken).execute();
        return woken.length;
    }

    /** The next of the customers' messages, from the oldest to the newest and then from the beginning. */
    private List<Lying> pending(Handle handle) {
        List<Lying> page = handle.createQuery(PENDING)
                .bind("after", after.atOffset(ZoneOffset.UTC))
                .bind("afterId", afterId)
                .bind("grace", grace.toMillis())
                .bind("most", MOST_READ)
                .map((row, context) -> lying(row.getLong(1), row.getObject(2, OffsetDateTime.class), row.getLong(3)))
                .list();
        boolean more = page.size() == MOST_READ;
        after = more ? page.getLast().since() : Instant.EPOCH;
        afterId = more ? page.getLast().id() : 0;
        return page;
    }

    private List<Lying> unsent(Handle handle) {
        return handle.createQuery(UNSENT)
                .bind("grace", grace.toMillis())
                .bind("most", MOST_READ)
                .map((row, context) -> lying(row.getLong(1), row.getObject(2, OffsetDateTime.class), row.getLong(3)))
                .list();
    }

    private static Lying lying(long conversation, OffsetDateTime since, long id) {
        return new Lying(conversation, since.toInstant(), id);
    }

    private List<Abandoned> abandoned(Handle handle, List<Lying> lying, boolean byHuman) {
        Long[] conversations =
                lying.stream().map(Lying::conversation).distinct().toArray(Long[]::new);
        return conversations.length == 0
                ? List.of()
                : handle.createQuery(ABANDONED)
                        .bind("conversations", conversations)
                        .bind("byHuman", byHuman)
                        .bind("grace", grace.toMillis())
                        .bind("again", again.toMillis())
                        .bind("most", MOST_JOBS)
                        .map((row, context) -> abandoned(
                                row.getLong("id"),
                                row.getString("chatbot_id"),
                                row.getObject("whatsapp_account_id", UUID.class),
                                row.getString("phone_number_id"),
                                row.getLong("turn_number")))
                        .list();
    }

    /** The same id for the same state of a conversation: of two such jobs the second does nothing that the first has not. */
    private static Abandoned abandoned(
            long conversation, String chatbotId, UUID accountId, String phoneNumberId, long turnNumber) {
        return new Abandoned(
                conversation,
                new ReplyJob(
                        CAUSE + ":" + conversation + ":" + turnNumber,
                        chatbotId,
                        accountId,
                        phoneNumberId,
                        conversation,
                        List.of(),
                        CAUSE));
    }
}
