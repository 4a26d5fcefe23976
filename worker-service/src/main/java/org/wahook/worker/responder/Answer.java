package org.wahook.worker.responder;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.wahook.shared.bot.BotAnswer;
import org.wahook.shared.bot.BotMessage;
import org.wahook.worker.outcome.Outcome;
import org.wahook.worker.outcome.Reason;

/** What came of asking a client's bot. */
public sealed interface Answer {

    /** It has something to say, or to be done. */
    record Reply(BotAnswer.Reply reply) implements Answer {

        /** As contract 1 answers. */
        public Reply(String text) {
            this(BotAnswer.reply(List.of(BotMessage.text(text))));
        }
    }

    /** The bot chooses to say nothing. */
    record Silence() implements Answer {}

    /** It will answer by a callback. */
    record Pending() implements Answer {}

    /** It said nothing that can be used, and the turn stops. */
    sealed interface NoReply extends Answer {

        /** What becomes of the turn. */
        Outcome outcome();
    }

    /** No answer this time. */
    record Unavailable(Reason reason, String error, Optional<Duration> retryAfter) implements NoReply {
        @Override
        public Outcome outcome() {
            return Outcome.failed(reason, error, retryAfter);
        }
    }

    /** It asks for fewer questions. */
    record Throttled(String error, Optional<Duration> retryAfter) implements NoReply {
        @Override
        public Outcome outcome() {
            return Outcome.waits(Reason.RESPONSE_API_THROTTLED, error, retryAfter);
        }
    }

    /** It was not asked: too many of the last calls failed. */
    record BreakerOpen(Duration pause) implements NoReply {
        @Override
        public Outcome outcome() {
            return Outcome.waits(Reason.RESPONSE_API_BREAKER_OPEN, "too many of its calls failed", Optional.of(pause));
        }
    }

    /** An answer that will be the same next time. */
    record Unusable(Reason reason, String error) implements NoReply {
        @Override
        public Outcome outcome() {
            return Outcome.never(reason, error);
        }
    }
}
