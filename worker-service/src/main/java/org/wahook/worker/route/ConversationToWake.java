package org.wahook.worker.route;

import java.util.List;
import java.util.UUID;

/**
 * A conversation that has something to be answered after a batch was stored.
 *
 * @param messageIds Meta's ids of this batch's messages in it that are pending
 * @param traces of the events that they came with, that of {@code eventId} first; empty where nothing is traced
 */
record ConversationToWake(
        long conversationId,
        UUID accountId,
        String chatbotId,
        String phoneNumberId,
        String eventId,
        List<String> messageIds,
        List<String> traces) {

    ConversationToWake {
        messageIds = List.copyOf(messageIds);
        traces = List.copyOf(traces);
    }
}
