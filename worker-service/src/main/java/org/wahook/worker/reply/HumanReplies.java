package org.wahook.worker.reply;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.wahook.shared.account.Account;
import org.wahook.shared.account.Accounts;
import org.wahook.shared.job.ReplyJob;
import org.wahook.worker.outcome.Outcome;
import org.wahook.worker.outcome.Reason;

/**
 * Sends what people wrote instead of the bot, whether it is paused or not, by the same steps as the bot's replies: what
 * may already be with Meta is settled first. A person's reply answers what was said before it.
 */
final class HumanReplies {

    private final Accounts accounts;
    private final Replies replies;
    private final ReplySender sender;

    HumanReplies(Accounts accounts, Replies replies, ReplySender sender) {
        this.accounts = accounts;
        this.replies = replies;
        this.sender = sender;
    }

    /** Whether there is something to send, or to mark as answered. */
    static boolean concern(List<StoredMessage> said) {
        return said.stream().anyMatch(it -> it.byHuman() && it.unsent())
                || newestSent(said).stream()
                        .anyMatch(reply -> !askedBefore(said, reply.id()).isEmpty());
    }

    /** Done where all are with Meta or refused; what else waits is for the next turn. */
    TurnReport send(ReplyJob job, ClaimedTurn turn, List<StoredMessage> said) {
        List<StoredMessage> drafts = said.stream()
                .filter(it -> it.byHuman() && it.unsent())
                .sorted(Comparator.comparingLong(StoredMessage::id))
                .toList();
        List<StoredMessage> sent = new ArrayList<>(newestSent(said).stream().toList());
        Optional<Account> account = accounts.find(job.phoneNumberId(), turn.accountId());
        if (account.isEmpty()) {
            fail(turn, drafts, Reason.ACCOUNT_INACTIVE, "the account was deactivated before it was sent");
        } else {
            Optional<Outcome> stopped = send(turn, account.get(), said, drafts, sent);
            if (stopped.isPresent()) {
                // Where they are given up in the end, what the customer asked waits for the bot.
                return TurnReport.of(stopped.get(), drafts);
            }
        }
        sent.stream()
                .max(Comparator.comparingLong(StoredMessage::id))
                .filter(reply -> !askedBefore(said, reply.id()).isEmpty())
                .ifPresent(reply -> replies.resolution().answeredByHuman(turn, reply.id()));
        return TurnReport.of(Outcome.done());
    }

    private Optional<Outcome> send(
            ClaimedTurn turn,
            Account account,
            List<StoredMessage> said,
            List<StoredMessage> drafts,
            List<StoredMessage> sent) {
        Optional<Outcome> refusal =
                drafts.isEmpty() ? Optional.empty() : sender.tries().refusal(account);
        if (refusal.isEmpty()) {
            return send(new OpenTurn(turn, account, said, List.of(), List.of()), drafts, sent);
        }
        if (refusal.get() instanceof Outcome.Never(Reason reason, String error)) {
            fail(turn, drafts, reason, error);
            return Optional.empty();
        }
        return refusal;
    }

    /** Why it goes no further now; empty when all were handled. Adds those that Meta has to {@code sent}. */
    private Optional<Outcome> send(OpenTurn open, List<StoredMessage> drafts, List<StoredMessage> sent) {
        for (StoredMessage draft : drafts) {
            switch (sender.send(open.withReply(List.of(draft)))) {
                case Step.Next<OpenTurn>(OpenTurn done) -> sent.add(draft);
                case Step.Stop<OpenTurn>(Outcome.Never(Reason reason, String error)) -> {
                    fail(open.turn(), List.of(draft), reason, error);
                }
                case Step.Stop<OpenTurn>(Outcome outcome) -> {
                    return Optional.of(outcome);
                }
            }
        }
        return Optional.empty();
    }

    private void fail(ClaimedTurn turn, List<StoredMessage> drafts, Reason reason, String error) {
        if (!drafts.isEmpty()) {
            replies.resolution()
                    .humanFailed(turn, drafts.stream().map(StoredMessage::id).toList(), reason, error);
        }
    }

    private static Optional<StoredMessage> newestSent(List<StoredMessage> said) {
        return said.stream().filter(StoredMessage::sentByHuman).max(Comparator.comparingLong(StoredMessage::id));
    }

    private static List<StoredMessage> askedBefore(List<StoredMessage> said, long reply) {
        return said.stream()
                .filter(message -> message.pending() && message.id() < reply)
                .toList();
    }
}
