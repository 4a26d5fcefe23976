package org.wahook.shared.bot;

import java.util.function.Function;

/** What comes next while a bot is asked. */
public sealed interface BotStep {

    /** One more HTTP call; {@code then} reads its answer, whatever its status is. */
    record Call(BotRequest request, Function<BotResponse, BotStep> then) implements BotStep {}

    /** The bot was asked. */
    record Finished(BotAnswer answer) implements BotStep {}

    static BotStep call(BotRequest request, Function<BotResponse, BotStep> then) {
        return new Call(request, then);
    }

    /** One call whose answer is the bot's answer. */
    static BotStep lastCall(BotRequest request, Function<BotResponse, BotAnswer> read) {
        return new Call(request, response -> new Finished(read.apply(response)));
    }

    static BotStep finished(BotAnswer answer) {
        return new Finished(answer);
    }
}
