package org.wahook.worker.responder;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.platform.database.DatabaseErrors;
import org.wahook.platform.database.SqlArrays;
import org.wahook.platform.telemetry.Redaction;
import org.wahook.platform.telemetry.UnexpectedErrors;
import org.wahook.worker.outcome.Reason;

/**
 * The last error of each client's response API in the table {@code chatbot_health}, for those who look at a client's
 * health; a good answer clears it. Written beside the turns, a second's worth in one statement, and never for a client
 * whose last answer was good already.
 */
public final class AiHealth implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(AiHealth.class);
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final int MOST_CLIENTS = 100_000;

    private static final String FAILED = """
            INSERT INTO chatbot_health (chatbot_id, ai_reason, ai_error, ai_error_at)
            SELECT * FROM unnest(:chatbots, :reasons, :errors, :times)
            ON CONFLICT (chatbot_id) DO UPDATE
            SET ai_reason = excluded.ai_reason, ai_error = excluded.ai_error, ai_error_at = excluded.ai_error_at
            """;

    private static final String ANSWERED = "DELETE FROM chatbot_health WHERE chatbot_id = ANY (:chatbots)";

    private record Failure(String chatbotId, Reason reason, String error, Instant at) {}

    private final Jdbi jdbi;
    private final UnexpectedErrors unexpectedErrors = new UnexpectedErrors(log, "The writer of AI errors");

    /** What is to be written: a failure, or nothing where the row goes. */
    private final Map<String, Optional<Failure>> news = new ConcurrentHashMap<>();

    private final Set<String> good = ConcurrentHashMap.newKeySet();
    private final Thread writer = Thread.ofVirtual().name("ai-health").unstarted(this::write);

    public AiHealth(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    public AiHealth start() {
        writer.start();
        return this;
    }

    /** Returns at once. An open breaker says nothing new: the calls that opened it have. */
    public void heard(String chatbotId, Answer answer) {
        switch (answer) {
            case Answer.Reply reply -> answered(chatbotId);
            case Answer.Silence() -> answered(chatbotId);
            case Answer.Pending() -> answered(chatbotId);
            case Answer.Unavailable(Reason reason, String error, var pause) -> failed(chatbotId, reason, error);
            case Answer.Throttled(String error, var pause) -> failed(chatbotId, Reason.RESPONSE_API_THROTTLED, error);
            case Answer.Unusable(Reason reason, String error) -> failed(chatbotId, reason, error);
            case Answer.BreakerOpen(Duration pause) -> {}
        }
    }

    private void answered(String chatbotId) {
        if (good.size() < MOST_CLIENTS && good.add(chatbotId)) {
            news.put(chatbotId, Optional.empty());
        }
    }

    private void failed(String chatbotId, Reason reason, String error) {
        good.remove(chatbotId);
        if (news.size() < MOST_CLIENTS) {
            news.put(
                    chatbotId,
                    Optional.of(
                            new Failure(chatbotId, reason, Redaction.line(error).replace('\0', ' '), Instant.now())));
        }
    }

    private void write() {
        try {
            while (true) {
                Thread.sleep(EVERY);
                writeNews();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void writeNews() {
        Map<String, Optional<Failure>> batch = new HashMap<>();
        news.keySet()
                .forEach(chatbotId ->
                        Optional.ofNullable(news.remove(chatbotId)).ifPresent(what -> batch.put(chatbotId, what)));
        if (batch.isEmpty()) {
            return;
        }
        try {
            write(batch);
        } catch (JdbiException e) {
            // What has come since is newer.
            batch.forEach(news::putIfAbsent);
            log.debug("The AI's errors are not written yet: {}", DatabaseErrors.explain(e));
        } catch (RuntimeException e) {
            unexpectedErrors.log(e);
        }
    }

    private void write(Map<String, Optional<Failure>> batch) {
        List<Failure> failures =
                batch.values().stream().flatMap(Optional::stream).toList();
        List<String> answered = new ArrayList<>(batch.keySet());
        failures.forEach(failure -> answered.remove(failure.chatbotId()));
        jdbi.useHandle(handle -> {
            if (!failures.isEmpty()) {
                SqlArrays<Failure> rows = SqlArrays.of(failures);
                handle.createUpdate(FAILED)
                        .bind("chatbots", rows.strings(Failure::chatbotId))
                        .bind("reasons", rows.strings(it -> it.reason().word()))
                        .bind("errors", rows.strings(Failure::error))
                        .bind("times", rows.instants(Failure::at))
                        .execute();
            }
            if (!answered.isEmpty()) {
                handle.createUpdate(ANSWERED)
                        .bind("chatbots", answered.toArray(String[]::new))
                        .execute();
            }
        });
    }

    @Override
    public void close() {
        writer.interrupt();
    }
}
