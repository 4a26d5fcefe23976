package org.wahook.worker.callback;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.wahook.platform.broker.MessageHeaders;
import org.wahook.shared.bot.CallbackToken;

/**
 * What somebody posted to {@code /callbacks/<token>}, as ingest has published it.
 *
 * @param receivedAt by ingest's clock: time in a queue is not the bot's
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record ReceivedCallback(
        byte[] tokenHash, String webhookId, String timestamp, String signatures, Instant receivedAt, byte[] body) {

    /** Empty where ingest would not have published it. */
    public static Optional<ReceivedCallback> of(Map<String, Object> headers, byte[] body) {
        return MessageHeaders.text(headers, MessageHeaders.TOKEN_HASH)
                .flatMap(CallbackToken::fromHeader)
                .map(hash -> new ReceivedCallback(
                        hash,
                        text(headers, MessageHeaders.WEBHOOK_ID),
                        text(headers, MessageHeaders.WEBHOOK_TIMESTAMP),
                        text(headers, MessageHeaders.WEBHOOK_SIGNATURE),
                        Instant.ofEpochMilli(MessageHeaders.number(headers, MessageHeaders.RECEIVED_AT, 0)),
                        body));
    }

    private static String text(Map<String, Object> headers, String name) {
        return MessageHeaders.text(headers, name).orElse("");
    }

    /** PostgreSQL keeps no NUL, and JSON has none. */
    String text() {
        return new String(body, StandardCharsets.UTF_8).replace('\0', ' ');
    }
}
