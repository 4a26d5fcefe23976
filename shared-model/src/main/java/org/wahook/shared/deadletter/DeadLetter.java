package org.wahook.shared.deadletter;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.GetResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.wahook.platform.broker.MessageHeaders;

/**
 * One dead letter as it lies in its queue. Texts are empty where a header is missing.
 *
 * @param id tells it from others; what replay and discard are given
 * @param reason of the fixed vocabulary
 * @param error one line, without secrets
 * @param messageIds Meta's ids of the messages that it is about
 * @param history how it was given up before, oldest first
 * @param body what it holds: a job, or an event as Meta sent it
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

    public DeadLetter {
        messageIds = List.copyOf(messageIds);
        history = List.copyOf(history);
    }

    static DeadLetter of(DeadLetterQueue queue, GetResponse message) {
        BasicProperties properties = message.getProps();
        Map<String, Object> headers = properties.getHeaders() == null ? Map.of() : properties.getHeaders();
        return new DeadLetter(
                queue,
                properties.getMessageId() == null ? "" : properties.getMessageId(),
                text(headers, MessageHeaders.REASON),
                text(headers, MessageHeaders.ERROR),
                (int) MessageHeaders.number(headers, MessageHeaders.ATTEMPTS, 0),
                text(headers, MessageHeaders.FIRST_FAILED_AT),
                text(headers, MessageHeaders.LAST_FAILED_AT),
                text(headers, MessageHeaders.CHATBOT_ID),
                text(headers, MessageHeaders.ACCOUNT_ID),
                text(headers, MessageHeaders.PHONE_NUMBER_ID),
                parts(text(headers, MessageHeaders.MESSAGE_IDS), ","),
                text(headers, MessageHeaders.EVENT_ID),
                parts(text(headers, MessageHeaders.HISTORY), "\n"),
                new String(message.getBody(), StandardCharsets.UTF_8));
    }

    private static String text(Map<String, Object> headers, String name) {
        return MessageHeaders.text(headers, name).orElse("");
    }

    private static List<String> parts(String text, String separator) {
        return Arrays.stream(text.split(separator, -1))
                .filter(Predicate.not(String::isEmpty))
                .toList();
    }
}
