package org.wahook.worker.outcome;

import java.time.Duration;
import java.util.Optional;

/** What became of a job. */
public sealed interface Outcome {

    /** Everything that waited for an answer has one. */
    record Done() implements Outcome {}

    /** Its bot will answer by a callback; a timer sees to the turn until then. */
    record Awaiting() implements Outcome {}

    /** There was nothing to do, or another job does it. */
    record Ignored(String why) implements Outcome {}

    /**
     * Not now.
     *
     * @param error one line for people, without secrets
     * @param pause what is known of when to come back: {@code Retry-After}, say; empty leaves it to the ladder
     * @param costsAttempt false for waits that are nobody's failure, such as a rate limit
     */
    record Later(Reason reason, String error, Optional<Duration> pause, boolean costsAttempt) implements Outcome {}

    /** Never: it goes to the dead letters. */
    record Never(Reason reason, String error) implements Outcome {}

    /** For metrics, traces and logs. */
    default String word() {
        return switch (this) {
            case Done() -> "done";
            case Awaiting() -> "awaiting_callback";
            case Ignored(String why) -> "ignored";
            case Later later -> later.reason().word();
            case Never never -> never.reason().word();
        };
    }

    static Outcome done() {
        return new Done();
    }

    static Outcome failed(Reason reason, String error) {
        return new Later(reason, error, Optional.empty(), true);
    }

    static Outcome failed(Reason reason, String error, Optional<Duration> pause) {
        return new Later(reason, error, pause, true);
    }

    static Outcome waits(Reason reason, String error, Optional<Duration> pause) {
        return new Later(reason, error, pause, false);
    }

    static Outcome never(Reason reason, String error) {
        return new Never(reason, error);
    }
}
