package org.wahook.shared.bot;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What came of asking a bot. */
public sealed interface BotAnswer {

    /**
     * The bot has answered.
     *
     * @param messages in the order in which they are sent; none where it chooses to say nothing
     * @param notes what of the answer could not be used, for logs and for "test the bot"; no message texts
     */
    record Reply(
            List<BotMessage> messages,
            List<BotAction> actions,
            StateChange state,
            Optional<Usage> usage,
            List<String> notes)
            implements BotAnswer {

        public Reply {
            messages = List.copyOf(messages);
            actions = List.copyOf(actions);
            notes = List.copyOf(notes);
        }

        public Reply withState(StateChange newState) {
            return new Reply(messages, actions, newState, usage, notes);
        }

        public Reply withUsage(Optional<Usage> newUsage) {
            return new Reply(messages, actions, state, newUsage, notes);
        }
    }

    /** The bot will answer later, by a callback. */
    record Pending(String reference) implements BotAnswer {}

    /** No answer. */
    record Failed(Failure kind, String error, Optional<Duration> retryAfter) implements BotAnswer {}

    /** Why there is no answer. */
    enum Failure {
        /** It took too long. */
        TIMEOUT(true),
        /** It took too long, and the bot may have taken the customer's words: asking again could say them twice. */
        UNCERTAIN(false),
        /** No connection. */
        UNREACHABLE(true),
        /** The bot is in trouble; later it may answer. */
        ERROR(true),
        /** Its host has an address that must not be connected to. */
        ADDRESS_REFUSED(false),
        /** It asks for fewer questions. */
        THROTTLED(true),
        /** It refuses this request, and will refuse it again. */
        REJECTED(false),
        /** An answer without anything to send where it should be. */
        NO_REPLY(false);

        private final boolean retryable;

        Failure(boolean retryable) {
            this.retryable = retryable;
        }

        public boolean retryable() {
            return retryable;
        }
    }

    /** What a turn used, as far as the bot tells. */
    record Usage(String model, long inputTokens, long outputTokens, String cost, String currency) {
        public static Usage ofTokens(String model, long input, long output) {
            return new Usage(model, input, output, "", "");
        }
    }

    static Reply reply(List<BotMessage> messages) {
        return new Reply(messages, List.of(), StateChange.unchanged(), Optional.empty(), List.of());
    }

    static Reply reply(List<BotMessage> messages, List<BotAction> actions) {
        return new Reply(messages, actions, StateChange.unchanged(), Optional.empty(), List.of());
    }

    static Failed failed(Failure kind, String error) {
        return new Failed(kind, error, Optional.empty());
    }
}
