package org.wahook.worker.reply;

import java.util.Optional;
import java.util.UUID;
import org.wahook.worker.graph.Recipient;

/**
 * The right to answer in one conversation, until the lease ends. Only {@link Turns#claim} makes one.
 *
 * @param number grows with each claim of this conversation; every later write is fenced with it
 * @param inboundSeq how many messages the conversation had at the claim; the turn is let go only while that holds
 * @param group whether the contact is a group, whose id is the contact id
 * @param questionVersion how often a question that waited was edited or taken back
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
        BotState bot,
        boolean group,
        long questionVersion) {

    /** With a private contact whose questions were never changed. */
    public ClaimedTurn(
            String jobId,
            long conversationId,
            long number,
            long inboundSeq,
            UUID accountId,
            String chatbotId,
            String contactId,
            Optional<String> contactPhone,
            Optional<String> contactUserId,
            BotState bot) {
        this(
                jobId,
                conversationId,
                number,
                inboundSeq,
                accountId,
                chatbotId,
                contactId,
                contactPhone,
                contactUserId,
                bot,
                false,
                0);
    }

    /** Whom a reply goes to. */
    Recipient recipient() {
        return group ? new Recipient.Group(contactId) : Recipient.of(contactPhone, contactUserId.orElse(contactId));
    }
}
