package org.wahook.shared.analytics;

import java.time.Instant;

/**
 * Counts of one chatbot in a time range.
 *
 * @param stored messages of both directions, whatever became of them
 * @param failures messages that were given up, and replies that Meta could not deliver
 * @param replyTimes of the replies that were begun in this time
 */
public record MessageCounts(
        String chatbotId,
        Instant startedAt,
        long stored,
        long messagesIn,
        long repliesOut,
        long failures,
        ReplyTimes replyTimes) {

    public static MessageCounts none(String chatbotId, Instant startedAt) {
        return new MessageCounts(chatbotId, startedAt, 0, 0, 0, 0, ReplyTimes.NONE);
    }

    public MessageCounts plus(MessageCounts more) {
        return new MessageCounts(
                chatbotId,
                startedAt,
                stored + more.stored,
                messagesIn + more.messagesIn,
                repliesOut + more.repliesOut,
                failures + more.failures,
                replyTimes.plus(more.replyTimes));
    }
}
