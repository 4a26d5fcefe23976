package org.wahook.admin.bot;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.wahook.shared.bot.BotAction;
import org.wahook.shared.bot.BotAnswer;
import org.wahook.shared.bot.BotMessage;
import org.wahook.shared.bot.StateChange;

/**
 * One test of a bot.
 *
 * @param calls in their order; an adapter may need several
 * @param took all of it together
 * @param mask for whatever the bot said
 */
public record BotTestReport(List<Call> calls, Outcome outcome, Duration took, SecretMask mask) {

    public BotTestReport {
        calls = List.copyOf(calls);
    }

    /**
     * One HTTP request as it went, without secrets.
     *
     * @param body cut where it is long
     * @param answer empty where none came
     */
    public record Call(String url, List<Header> headers, String body, Optional<Answered> answer, Duration took) {
        public Call {
            headers = List.copyOf(headers);
        }
    }

    public record Header(String name, String value) {}

    /**
     * An answer as it came, without secrets.
     *
     * @param body cut where it is long
     */
    public record Answered(int status, String contentType, String body) {}

    /** What a worker would make of it. */
    public sealed interface Outcome {

        /** @param notes what of the answer can't be used, or is not allowed */
        record Replied(
                List<Shown> messages,
                List<BotAction> actions,
                List<String> notes,
                StateChange state,
                Optional<BotAnswer.Usage> usage)
                implements Outcome {
            public Replied {
                messages = List.copyOf(messages);
                actions = List.copyOf(actions);
                notes = List.copyOf(notes);
            }
        }

        /** It wants to answer later, by a callback. */
        record Later() implements Outcome {}

        /**
         * No answer.
         *
         * @param repeated whether a worker would ask again
         * @param advice for people: what to do
         */
        record Failed(String error, boolean repeated, String advice) implements Outcome {}
    }

    /**
     * A message as it would be sent.
     *
     * @param insteadOf why it is words in place of what the bot wanted; empty where it is what the bot wanted
     */
    public record Shown(BotMessage message, Optional<String> insteadOf) {}
}
