package org.wahook.worker.reply;

import java.util.Optional;
import java.util.UUID;

/**
 * The right to answer in one conversation, until the lease ends. Only {@link Turns#claim} makes one.
 *
 * @param number grows with each claim of this conversation; every later write is fenced with it
 * @param inboundSeq how many messages the conversation had at the claim; the turn is let go only while that holds
 */
public record ClaimedTurn(
        String jobId,
        long conversationId,
        long number,
        long inboundSeq,
        UUID accountId,
        String chatbotId,
        String contactId,
        Optional<String> contactPhone,
        Optional<String> contactUserId,
        BotState bot) {}
