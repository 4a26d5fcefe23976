package org.wahook.worker.timer;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.wahook.platform.broker.ConfirmingPublisher;
import org.wahook.platform.broker.MessageHeaders;
import org.wahook.platform.broker.Publication;
import org.wahook.platform.broker.PublishOutcome;
import org.wahook.platform.database.SqlArrays;
import org.wahook.shared.job.JobMessages;
import org.wahook.shared.job.ReplyJob;

/**
 * One look at the timers that are due. Each is first put off, so that no other worker takes it and no row is locked
 * while RabbitMQ confirms; where we die before the confirm, it comes again. The job's turn takes the timer away. A
 * timer that is still there after three jobs is deleted: what it was for is gone, or the sweeper sees to it. That of a
 * follow-up whose reply waits to be sent stays, since nobody else would see to the reply.
 */
final class DueTimers {

    private static final int MOST = 200;
    private static final int MOST_FIRED = 3;
    private static final Duration CONFIRM_TIMEOUT = Duration.ofSeconds(10);

    private static final String FORGET = """
            DELETE FROM conversation_timers WHERE due_at <= now() AND fired >= :most AND reply_turn IS NULL
            """;

    private static final String TAKE = """
            WITH due AS (
                SELECT conversation_id, kind FROM conversation_timers WHERE due_at <= now()
                ORDER BY due_at LIMIT :most FOR NO KEY UPDATE SKIP LOCKED)
            UPDATE conversation_timers t SET due_at = now() + :again * interval '1 ms', fired = t.fired + 1
            FROM due
            JOIN whatsapp_conversations c ON c.id = due.conversation_id
            JOIN whatsapp_accounts a ON a.id = c.whatsapp_account_id
            WHERE t.conversation_id = due.conversation_id AND t.kind = due.kind
            RETURNING t.conversation_id, t.kind, t.job_id, t.attempts, t.first_failed_at, t.version, c.chatbot_id,
                      c.whatsapp_account_id, a.phone_number_id
            """;

    /** Not confirmed: soon again, and it does not count. */
    private static final String SOONER = """
            UPDATE conversation_timers t SET due_at = now() + interval '1 second', fired = t.fired - 1
            FROM unnest(:conversations, :kinds, :jobs) AS late (conversation, kind, job)
            WHERE t.conversation_id = late.conversation AND t.kind = late.kind AND t.job_id = late.job
            """;

    /** The job of a pause's end finds out by itself whether the pause was changed. */
    private static final String RESUMED = """
            DELETE FROM conversation_timers t
            USING unnest(:conversations, :kinds, :jobs) AS gone (conversation, kind, job)
            WHERE t.conversation_id = gone.conversation AND t.kind = gone.kind AND t.job_id = gone.job
            """;

    private static final String OLD_CALLBACKS = """
            DELETE FROM bot_callbacks WHERE expires_at < now() - interval '1 day'
            """;

    private final Jdbi jdbi;
    private final ConfirmingPublisher publisher;
    private final JobMessages messages;
    private final Duration again;

    /** @param again when the job of a timer that is still there is published again */
    DueTimers(Jdbi jdbi, ConfirmingPublisher publisher, JobMessages messages, Duration again) {
        this.jdbi = jdbi;
        this.publisher = publisher;
        this.messages = messages;
        this.again = again;
    }

    private record Due(long conversation, String kind, Publication job) {
        boolean endsPause() {
            return kind.equals("resume");
        }
    }

    /** How many jobs were published. */
    int fire() {
        List<Due> due = jdbi.inTransaction(handle -> {
            handle.createUpdate(FORGET).bind("most", MOST_FIRED).execute();
            return handle.createQuery(TAKE)
                    .bind("most", MOST)
                    .bind("again", again.toMillis())
                    .map((row, context) -> due(row))
                    .list();
        });
        if (due.isEmpty()) {
            return 0;
        }
        List<PublishOutcome> outcomes =
                publisher.publishAll(due.stream().map(Due::job).toList(), CONFIRM_TIMEOUT);
        List<Due> confirmed = new ArrayList<>();
        List<Due> late = new ArrayList<>();
        for (int i = 0; i < due.size(); i++) {
            (outcomes.get(i).confirmed() ? confirmed : late).add(due.get(i));
        }
        change(SOONER, late);
        change(RESUMED, confirmed.stream().filter(Due::endsPause).toList());
        return confirmed.size();
    }

    /** What nobody can use any more. */
    void forgetOldCallbacks() {
        jdbi.useHandle(handle -> handle.createUpdate(OLD_CALLBACKS).execute());
    }

    private void change(String sql, List<Due> timers) {
        if (!timers.isEmpty()) {
            SqlArrays<Due> rows = SqlArrays.of(timers);
            jdbi.useHandle(handle -> handle.createUpdate(sql)
                    .bind("conversations", rows.longs(Due::conversation))
                    .bind("kinds", rows.strings(Due::kind))
                    .bind("jobs", rows.strings(it -> it.job().messageId()))
                    .execute());
        }
    }

    private Due due(ResultSet row) throws SQLException {
        long conversation = row.getLong("conversation_id");
        String kind = row.getString("kind");
        ReplyJob job = new ReplyJob(
                row.getString("job_id"),
                row.getString("chatbot_id"),
                row.getObject("whatsapp_account_id", UUID.class),
                row.getString("phone_number_id"),
                conversation,
                List.of(),
                kind,
                kind.equals("resume") ? Optional.of(row.getLong("version")) : Optional.empty());
        Map<String, Object> headers = new HashMap<>();
        headers.put(MessageHeaders.ATTEMPTS, row.getInt("attempts"));
        Optional.ofNullable(row.getObject("first_failed_at", OffsetDateTime.class))
                .ifPresent(time -> headers.put(
                        MessageHeaders.FIRST_FAILED_AT, time.toInstant().toString()));
        return new Due(conversation, kind, messages.now(job, headers));
    }
}
