package org.wahook.worker.responder;

import java.time.Duration;
import java.util.Optional;
import org.wahook.worker.outcome.Reason;

/** What came of asking the response API. */
public sealed interface Answer {

    record Reply(String text) implements Answer {}

    /** The bot chooses to say nothing. */
    record Silence() implements Answer {}

    /** No answer this time. */
    record Unavailable(Reason reason, String error, Optional<Duration> retryAfter) implements Answer {}

    /** It asks for fewer questions. */
    record Throttled(String error, Optional<Duration> retryAfter) implements Answer {}

    /** It was not asked: too many of the last calls failed. */
    record BreakerOpen(Duration pause) implements Answer {}

    /** An answer that will be the same next time. */
    record Unusable(Reason reason, String error) implements Answer {}
}
