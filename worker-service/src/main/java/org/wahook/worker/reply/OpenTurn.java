package org.wahook.worker.reply;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.wahook.shared.account.Account;

/**
 * A claimed turn with what it is about.
 *
 * @param said the end of the conversation, oldest first
 * @param pending the messages this turn answers, oldest first; a part of {@code said}
 * @param reply the reply's parts once they are kept; empty before
 */
record OpenTurn(
        ClaimedTurn turn,
        Account account,
        List<StoredMessage> said,
        List<StoredMessage> pending,
        List<StoredMessage> reply) {

    OpenTurn {
        said = List.copyOf(said);
        pending = List.copyOf(pending);
        reply = List.copyOf(reply);
    }

    OpenTurn withPending(List<StoredMessage> fewer) {
        return new OpenTurn(turn, account, said, fewer, reply);
    }

    OpenTurn withReply(List<StoredMessage> parts) {
        return new OpenTurn(turn, account, said, pending, parts);
    }

    /** The same with one of its messages in other words. */
    OpenTurn with(StoredMessage message, StoredMessage inWords) {
        UnaryOperator<StoredMessage> replaced = one -> one.equals(message) ? inWords : one;
        return new OpenTurn(
                turn,
                account,
                said.stream().map(replaced).toList(),
                pending.stream().map(replaced).toList(),
                reply);
    }

    boolean alreadyAnswered() {
        return !reply.isEmpty();
    }

    /** The number of the turn that made the kept reply. */
    long replyNumber() {
        return reply.getFirst().turnNumber().orElse(turn.number());
    }

    List<Long> pendingIds() {
        return pending.stream().map(StoredMessage::id).toList();
    }

    /** The newest of the pending messages: the one that is marked as read. */
    Optional<String> lastWamid() {
        return pending.isEmpty() ? Optional.empty() : pending.getLast().wamid();
    }

    /**
     * The same for every attempt at the same question, whichever worker makes it. A message that arrives between two
     * attempts makes it another question, and so does an edit or a revocation.
     */
    String idempotencyKey() {
        long newest = pending.stream().mapToLong(StoredMessage::id).max().orElse(0);
        String changed = turn.questionVersion() == 0 ? "" : "-v" + turn.questionVersion();
        return "turn-" + turn.conversationId() + "-" + newest + changed;
    }

    /** What was given up since the last reply and is told with this question: this reply answers it too. */
    List<Long> givenUpBefore() {
        long newest = pending.stream().mapToLong(StoredMessage::id).max().orElse(0);
        List<Long> givenUp = new ArrayList<>();
        for (StoredMessage message : said) {
            boolean ofThisTurn = reply.stream().anyMatch(part -> part.id() == message.id());
            if (message.wasSent() && !message.fallback() && !ofThisTurn) {
                givenUp.clear();
            } else if (message.inbound() && message.status().equals("failed") && message.id() < newest) {
                givenUp.add(message.id());
            }
        }
        return givenUp;
    }
}
