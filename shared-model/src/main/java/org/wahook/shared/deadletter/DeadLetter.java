package org.wahook.shared.deadletter;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.GetResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.wahook.platform.broker.MessageHeaders;
import org.wahook.platform.broker.Publication;
import org.wahook.shared.topology.Topology;

/**
 * A message in one of the queues of dead letters. Texts are empty where a header is missing.
 *
 * @param id unique in its queue; replay and discard take it
 * @param reason of the fixed vocabulary
 * @param error one line, without secrets
 * @param messageIds Meta's ids of the messages that it is about
 * @param history how it was given up before, oldest first
 * @param body what it holds: a job, or an event as Meta sent it; empty where it comes from the index
 */
public record DeadLetter(
        DeadLetterQueue queue,
        String id,
        String reason,
        String error,
        int attempts,
        String firstFailedAt,
        String lastFailedAt,
        String chatbotId,
        String accountId,
        String phoneNumberId,
        List<String> messageIds,
        String eventId,
        List<String> history,
        String body) {

    /** Why the broker itself made it a dead letter, such as {@code delivery_limit}. */
    private static final String BROKERS_REASON = "x-first-death-reason";

    /** The reason of an event in {@code whatsapp.unrouted}. */
    private static final String NUMBER_UNKNOWN = "number_unknown";

    private static final int LONGEST_NAME = 500;
    private static final int LONGEST_TEXT = 4_000;
    private static final int HASH_BYTES = 16;

    public DeadLetter {
        messageIds = List.copyOf(messageIds);
        history = List.copyOf(history);
    }

    static DeadLetter of(DeadLetterQueue queue, GetResponse message) {
        BasicProperties properties = message.getProps();
        return of(
                queue,
                Optional.ofNullable(properties.getMessageId()).orElse(""),
                Optional.ofNullable(properties.getHeaders()).orElse(Map.of()),
                Optional.ofNullable(properties.getTimestamp()).map(Date::toInstant),
                message.getBody());
    }

    /** Of a publication; empty where it is no dead letter. */
    static Optional<DeadLetter> of(Publication publication) {
        boolean dead = publication.exchange().equals(Topology.DEAD_EXCHANGE);
        boolean unrouted = publication.exchange().equals(Topology.EXCHANGE)
                && publication.routingKey().equals(Topology.UNROUTED_KEY);
        if (!dead && !unrouted) {
            return Optional.empty();
        }
        DeadLetterQueue queue = unrouted
                ? DeadLetterQueue.UNROUTED
                : publication.routingKey().equals(Topology.REPLIES_KEY)
                        ? DeadLetterQueue.REPLIES
                        : DeadLetterQueue.EVENTS;
        return Optional.of(of(
                        queue,
                        publication.messageId(),
                        publication.headers(),
                        Optional.of(Instant.now()),
                        publication.body())
                .withoutBody());
    }

    private static DeadLetter of(
            DeadLetterQueue queue, String id, Map<String, Object> headers, Optional<Instant> time, byte[] body) {
        return new DeadLetter(
                queue,
                id.isEmpty() ? hash(headers, body) : clean(id, LONGEST_NAME),
                reason(queue, headers),
                text(headers, MessageHeaders.ERROR, LONGEST_TEXT),
                (int) MessageHeaders.number(headers, MessageHeaders.ATTEMPTS, 0),
                text(headers, MessageHeaders.FIRST_FAILED_AT, LONGEST_NAME),
                lastFailedAt(headers, time),
                text(headers, MessageHeaders.CHATBOT_ID, LONGEST_NAME),
                text(headers, MessageHeaders.ACCOUNT_ID, LONGEST_NAME),
                text(headers, MessageHeaders.PHONE_NUMBER_ID, LONGEST_NAME),
                parts(text(headers, MessageHeaders.MESSAGE_IDS, LONGEST_TEXT), ","),
                text(headers, MessageHeaders.EVENT_ID, LONGEST_NAME),
                parts(text(headers, MessageHeaders.HISTORY, LONGEST_TEXT), "\n"),
                new String(body, StandardCharsets.UTF_8));
    }

    DeadLetter withoutBody() {
        return new DeadLetter(
                queue,
                id,
                reason,
                error,
                attempts,
                firstFailedAt,
                lastFailedAt,
                chatbotId,
                accountId,
                phoneNumberId,
                messageIds,
                eventId,
                history,
                "");
    }

    Optional<Instant> firstFailed() {
        return instant(firstFailedAt);
    }

    Optional<Instant> lastFailed() {
        return instant(lastFailedAt);
    }

    /**
     * Where the broker made it a dead letter, the broker's reason; of an event without an account, {@link #NUMBER_UNKNOWN}.
     */
    private static String reason(DeadLetterQueue queue, Map<String, Object> headers) {
        String ours = text(headers, MessageHeaders.REASON, LONGEST_NAME);
        if (!ours.isEmpty()) {
            return ours;
        }
        return queue == DeadLetterQueue.UNROUTED ? NUMBER_UNKNOWN : text(headers, BROKERS_REASON, LONGEST_NAME);
    }

    private static String lastFailedAt(Map<String, Object> headers, Optional<Instant> published) {
        String ours = text(headers, MessageHeaders.LAST_FAILED_AT, LONGEST_NAME);
        if (!ours.isEmpty()) {
            return ours;
        }
        long received = MessageHeaders.number(headers, MessageHeaders.RECEIVED_AT, 0);
        return Optional.of(received)
                .filter(it -> it > 0)
                .map(Instant::ofEpochMilli)
                .or(() -> published)
                .map(Instant::toString)
                .orElse("");
    }

    /** PostgreSQL's range of times is smaller than Java's, and a header may hold anything. */
    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(Instant.parse(text))
                    .filter(it -> it.isAfter(Instant.EPOCH) && it.isBefore(Instant.EPOCH.plusSeconds(1L << 33)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** The same for the same message each time it is read. */
    private static String hash(Map<String, Object> headers, byte[] body) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(body);
            digest.update(
                    text(headers, MessageHeaders.PHONE_NUMBER_ID, LONGEST_NAME).getBytes(StandardCharsets.UTF_8));
            return "body-" + HexFormat.of().formatHex(Arrays.copyOf(digest.digest(), HASH_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(Map<String, Object> headers, String name, int most) {
        return clean(MessageHeaders.text(headers, name).orElse(""), most);
    }

    /** PostgreSQL stores no NUL, and the length of an index entry is limited. */
    private static String clean(String text, int most) {
        String whole = text.replace('\0', ' ');
        if (whole.length() <= most) {
            return whole;
        }
        return whole.substring(0, Character.isHighSurrogate(whole.charAt(most - 1)) ? most - 1 : most);
    }

    private static List<String> parts(String text, String separator) {
        return Arrays.stream(text.split(separator, -1))
                .filter(Predicate.not(String::isEmpty))
                .toList();
    }
}
