package org.wahook.worker.outcome;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import org.wahook.platform.broker.MessageHeaders;

/**
 * What a job has behind it, as its headers say.
 *
 * @param made attempts that failed
 * @param parked times it was put off without costing an attempt
 * @param notBefore it must not be worked on before
 * @param history how it was given up before it was replayed; a replayed job carries it for good
 */
public record Attempts(
        int made, int parked, Optional<Instant> firstFailedAt, Optional<Instant> notBefore, Optional<String> history) {

    public static final Attempts NONE = new Attempts(0, 0, Optional.empty(), Optional.empty(), Optional.empty());

    public static Attempts of(Map<String, Object> headers) {
        long notBefore = MessageHeaders.number(headers, MessageHeaders.NOT_BEFORE, 0);
        return new Attempts(
                (int) MessageHeaders.number(headers, MessageHeaders.ATTEMPTS, 0),
                (int) MessageHeaders.number(headers, MessageHeaders.PARKED, 0),
                MessageHeaders.text(headers, MessageHeaders.FIRST_FAILED_AT).flatMap(Attempts::instant),
                notBefore == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(notBefore)),
                MessageHeaders.text(headers, MessageHeaders.HISTORY));
    }

    /** People who publish a job by hand may write what they like. */
    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    public Attempts failed(Instant now) {
        return new Attempts(made + 1, parked, firstFailedAt.or(() -> Optional.of(now)), Optional.empty(), history);
    }

    public Attempts parkedAgain(Instant now) {
        return new Attempts(made, parked + 1, firstFailedAt.or(() -> Optional.of(now)), Optional.empty(), history);
    }

    public Attempts waitingUntil(Instant time) {
        return new Attempts(made, parked, firstFailedAt, Optional.of(time), history);
    }
}
