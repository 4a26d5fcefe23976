package org.wahook.shared.bot;

import java.util.regex.Pattern;
import org.wahook.shared.bot.BotAnswer.Failure;
import tools.jackson.databind.JsonNode;

/** What an HTTP status says about a bot that did not answer. Words of the answer are not quoted: they may be anybody's. */
final class HttpFaults {

    private static final Pattern CODE = Pattern.compile("[A-Za-z0-9_.:-]{1,60}");

    private HttpFaults() {}

    static BotAnswer.Failed of(BotResponse response) {
        return of(response, "");
    }

    /** @param detail a code of the bot's, after the status */
    static BotAnswer.Failed of(BotResponse response, String detail) {
        int status = response.status();
        return new BotAnswer.Failed(kind(status), "HTTP " + status + detail, response.retryAfter());
    }

    static BotAnswer.Failed of(BotResponse response, Failure kind, String detail) {
        return new BotAnswer.Failed(kind, "HTTP " + response.status() + detail, response.retryAfter());
    }

    static Failure kind(int status) {
        if (status == 429) {
            return Failure.THROTTLED;
        }
        return status == 408 || status == 425 || status >= 500 ? Failure.ERROR : Failure.REJECTED;
    }

    /** {@code , code x} where it is a word that may stand in a log; empty else. */
    static String code(JsonNode code) {
        String word = code.asString("");
        return CODE.matcher(word).matches() ? ", code " + word : "";
    }

    static BotAnswer noReply(String error) {
        return BotAnswer.failed(Failure.NO_REPLY, error);
    }
}
