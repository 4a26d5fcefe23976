package org.wahook.shared.bot;

import java.time.Clock;
import java.util.Optional;
import org.wahook.platform.config.Secret;

/**
 * Where a client's bot is, and what it takes to be let in.
 *
 * @param baseUrl the client's own, or the service's, without a slash at its end
 * @param path that contracts 1 and 2 append to it
 * @param replyPointer where contract 1 finds the reply
 * @param apiKey of the chatbot
 * @param signingSecret {@code whsec_…}, where requests of contract 2 are to be signed
 */
public record BotAccess(
        String baseUrl,
        String path,
        String replyPointer,
        Secret apiKey,
        Optional<Secret> signingSecret,
        BotSettings settings,
        Clock clock) {

    /** For contracts 1 and 2. */
    String url() {
        return baseUrl + path;
    }

    /** For bots with a fixed path below the base URL. */
    String url(String below) {
        return baseUrl + below;
    }
}
