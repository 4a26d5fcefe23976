package org.wahook.shared.analytics;

import java.time.Instant;

/**
 * What went on for one chatbot in some time.
 *
 * @param stored messages of both directions, whatever became of them
 * @param failures messages that were given up, and replies that Meta could not deliver
 * @param replyTimes of the replies that were begun in this time
 */
public record Tally(
        String chatbotId,
        Instant startedAt,
        long stored,
        long messagesIn,
        long repliesOut,
        long failures,
        ReplyTimes replyTimes) {

    public static Tally none(String chatbotId, Instant startedAt) {
        return new Tally(chatbotId, startedAt, 0, 0, 0, 0, ReplyTimes.NONE);
    }

    public Tally plus(Tally more) {
        return new Tally(
                chatbotId,
                startedAt,
                stored + more.stored,
                messagesIn + more.messagesIn,
                repliesOut + more.repliesOut,
                failures + more.failures,
                replyTimes.plus(more.replyTimes));
    }
}
