package org.wahook.admin.bot;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.wahook.shared.bot.AnswerTooLargeException;
import org.wahook.shared.bot.BotAnswer.Failure;
import org.wahook.shared.bot.BotContract;

/**
 * What a person can do about a bot that did not answer.
 *
 * @param own whether the client has a base URL of its own
 * @param replyPointer where contract 1 looks for the reply
 */
record BotAdvice(BotContract contract, boolean own, String replyPointer, Duration timeout) {

    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int WRONG_METHOD = 405;

    /**
     * @param status of the last answer
     * @param trouble why there was none
     */
    String of(Failure failure, Optional<Integer> status, Optional<IOException> trouble) {
        return switch (failure) {
            case TIMEOUT, UNCERTAIN ->
                "Look in the bot's log for what takes it longer than %d s. RESPONSE_API_TIMEOUT of worker-service is how long a worker waits%s."
                        .formatted(
                                timeout.toSeconds(),
                                contract == BotContract.V2 ? "; with bot.async it may answer later" : "");
            case UNREACHABLE -> trouble.map(this::unreachable).orElse("Start the bot, and look at its log.");
            case ERROR -> "The bot itself failed: its own log says why, and perhaps its answer.";
            case ADDRESS_REFUSED ->
                "A client's bot may be at a public address. A private one must be in OUTGOING_ALLOWED of ingest-service"
                        + " and worker-service; a link-local one never is called.";
            case THROTTLED ->
                "It takes no more requests now: raise its limit, or lower CLIENT_CONCURRENCY of worker-service.";
            case REJECTED -> rejected(status);
            case NO_REPLY ->
                trouble.filter(AnswerTooLargeException.class::isInstance)
                        .map(tooLarge -> "Let the bot answer with less: a worker reads no more of an answer either.")
                        .orElseGet(this::unreadable);
        };
    }

    private String base() {
        return own ? "settings.responseApiBaseUrl of the chatbot" : "RESPONSE_API_BASE_URL of worker-service";
    }

    private String unreachable(IOException trouble) {
        return switch (trouble) {
            case UnknownHostException unknown ->
                "DNS does not know its host: look for a typing error in %s, or add the name to DNS.".formatted(base());
            case SSLException untrusted ->
                "Its certificate is not accepted: it must be for this name, in date, of a public authority or one that"
                        + " OUTGOING_CA of ingest-service and worker-service has, and with all certificates in between.";
            case ConnectException nobody ->
                "Nobody listens at that address and port: start the bot, or change %s. In a container, 127.0.0.1 is the container itself."
                        .formatted(base());
            case UnsendableRequestException badCharacter ->
                "The API key or the base URL has a character that HTTP can't carry: paste them anew.";
            default ->
                "The connection broke before an answer was complete: look at the bot's log, and at a proxy in front.";
        };
    }

    private String rejected(Optional<Integer> status) {
        int code = status.orElse(0);
        if (code >= 300 && code < 400) {
            return "Redirects are not followed: change %s to where this one leads.".formatted(base());
        }
        return switch (code) {
            case UNAUTHORIZED, FORBIDDEN -> "It does not accept the API key: give the client the key that the bot has.";
            case NOT_FOUND, WRONG_METHOD ->
                "There is nothing for us at this URL: compare it with the bot's own, and change %s."
                        .formatted(
                                contract == BotContract.V1
                                        ? base() + ", or RESPONSE_API_PATH of worker-service"
                                        : base());
            default -> "It does not take this request: its answer may say why. A worker asks it once and no more.";
        };
    }

    private String unreadable() {
        return contract == BotContract.V1
                ? "It must answer with JSON that has a text at %s, or with text/plain. Another bot needs another responseContract."
                        .formatted(replyPointer)
                : "Compare its answer with what responseContract %s expects: docs/bots/%s.md."
                        .formatted(contract.word(), contract.word());
    }
}
