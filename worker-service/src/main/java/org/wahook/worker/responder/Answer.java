package org.wahook.worker.responder;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.wahook.shared.bot.BotAnswer;
import org.wahook.shared.bot.BotMessage;
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

    /** No answer this time. */
    record Unavailable(Reason reason, String error, Optional<Duration> retryAfter) implements Answer {}

    /** It asks for fewer questions. */
    record Throttled(String error, Optional<Duration> retryAfter) implements Answer {}

    /** It was not asked: too many of the last calls failed. */
    record BreakerOpen(Duration pause) implements Answer {}

    /** An answer that will be the same next time. */
    record Unusable(Reason reason, String error) implements Answer {}
}
