package org.wahook.worker.reply;

import java.util.ArrayList;
import java.util.List;
import org.wahook.shared.formatting.TextParts;
import org.wahook.worker.responder.HistoryEntry;
import org.wahook.worker.responder.HistoryEntry.Role;
import org.wahook.worker.responder.Question;

/** Makes the question of a turn: the conversation so far, and the unanswered messages at its end. */
final class Questions {

    private Questions() {}

    static Question of(OpenTurn open) {
        List<HistoryEntry> history = new ArrayList<>();
        long lastReply = -1;
        String lastPart = "";
        for (StoredMessage message : open.said()) {
            if (message.inbound() && (!message.pending() || open.pending().contains(message))) {
                history.add(new HistoryEntry(Role.USER, words(message)));
            } else if (message.wasSent() && !isAnswerInFront(history, message)) {
                long reply = message.turnNumber().orElse(message.id());
                if (message.part() > 1 && reply == lastReply) {
                    goOn(history, lastPart, message.text());
                } else {
                    history.add(new HistoryEntry(Role.ASSISTANT, message.text()));
                }
                lastReply = reply;
                lastPart = message.text();
            }
        }
        return new Question(
                open.account().chatbotId(),
                open.account().apiKey(),
                open.turn().contactId(),
                history,
                open.idempotencyKey(),
                open.account().settings().responseApiBaseUrl());
    }

    /** The parts of a reply that was too long for one message are one thing that was said. */
    private static void goOn(List<HistoryEntry> history, String lastPart, String text) {
        HistoryEntry before = history.removeLast();
        history.add(new HistoryEntry(Role.ASSISTANT, TextParts.joined(before.content(), lastPart, text)));
    }

    /** Strict models take no empty text, and rows that others wrote may have one. */
    private static String words(StoredMessage message) {
        return message.text().isBlank() ? "[text without words]" : message.text();
    }

    /** A history does not begin with an answer whose question is not in it. What a person began with is none. */
    private static boolean isAnswerInFront(List<HistoryEntry> history, StoredMessage message) {
        return message.text().isBlank() || (history.isEmpty() && !message.fromElsewhere());
    }
}
