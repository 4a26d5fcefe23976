package org.wahook.worker.reply;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.shared.account.Account;
import org.wahook.shared.account.Accounts;
import org.wahook.shared.bot.BotAnswer;
import org.wahook.shared.bot.BotOption;
import org.wahook.shared.job.ReplyJob;
import org.wahook.worker.graph.SendDeadline;
import org.wahook.worker.outcome.Outcome;
import org.wahook.worker.outcome.Reason;
import org.wahook.worker.responder.Answer;
import org.wahook.worker.responder.Responder;

/**
 * A turn without a message: the bot wanted to be asked again, and the customer has said nothing since. Its timer is its
 * memory: it is tried three times, a reply that was kept is sent by the next try, and nothing of it is dead-lettered.
 */
final class FollowUpTurns {

    private static final Logger log = LoggerFactory.getLogger(FollowUpTurns.class);
    private static final String CAUSE = "followUp";
    private static final int MOST_TRIES = 3;
    private static final Duration SHORTEST_PAUSE = Duration.ofMinutes(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

    private final Accounts accounts;
    private final Transcript transcript;
    private final BotQuestions questions;
    private final Responder responder;
    private final Replies replies;
    private final ReplySender sender;
    private final BotMeters meters;
    private final Duration maxAge;
    private final Clock clock;

    FollowUpTurns(
            Accounts accounts,
            Transcript transcript,
            BotQuestions questions,
            Responder responder,
            Replies replies,
            ReplySender sender,
            BotMeters meters,
            Duration maxAge,
            Clock clock) {
        this.accounts = accounts;
        this.transcript = transcript;
        this.questions = questions;
        this.responder = responder;
        this.replies = replies;
        this.sender = sender;
        this.meters = meters;
        this.maxAge = maxAge;
        this.clock = clock;
    }

    /** Whether a job comes from a follow-up's timer. */
    static boolean concern(ReplyJob job) {
        return job.eventId().equals(CAUSE);
    }

    /** The turn is to be released afterwards, whatever came of it. */
    TurnReport run(ReplyJob job, ClaimedTurn turn, List<StoredMessage> said) {
        Optional<FollowUps.Due> found = replies.followUps().due(turn);
        if (found.isEmpty()) {
            return TurnReport.of(Outcome.done());
        }
        FollowUps.Due due = found.get();
        Optional<Account> account = accounts.find(job.phoneNumberId(), turn.accountId())
                .filter(it -> it.settings().bot().texts(BotOption.ACTIONS).contains(CAUSE));
        boolean wanted = !turn.bot().paused() && turn.inboundSeq() == due.inboundSeq() && isInWindow(said);
        if (account.isEmpty() || !wanted) {
            meters.followUp(BotMeters.Follow.CANCELLED);
            return end(turn, due, Reason.REPLY_TOO_OLD);
        }
        OpenTurn open = new OpenTurn(turn, account.get(), said, List.of(), kept(turn, due));
        return sender.tries()
                .refusal(account.get())
                .<Step<OpenTurn>>map(Step::stop)
                .orElseGet(() -> Step.next(open))
                .then(it -> ask(it, due))
                .then(it -> send(it, due))
                .finish(it -> replied(it, due), outcome -> stopped(open, due, outcome));
    }

    /** Meta takes free text only within 24 hours of the customer's last message. */
    private boolean isInWindow(List<StoredMessage> said) {
        Instant oldest = clock.instant().minus(maxAge);
        return said.stream()
                .filter(message -> message.inbound() && !message.fromElsewhere())
                .map(StoredMessage::at)
                .max(Comparator.naturalOrder())
                .filter(oldest::isBefore)
                .isPresent();
    }

    /** What was given up stands for it too: Meta may have it, and the bot is not asked again. */
    private List<StoredMessage> kept(ClaimedTurn turn, FollowUps.Due due) {
        return due.replyTurn()
                .map(number -> transcript.replyOf(turn.conversationId(), number))
                .orElse(List.of());
    }

    private Step<AskedTurn> ask(OpenTurn open, FollowUps.Due due) {
        if (open.alreadyAnswered()) {
            return Step.next(AskedTurn.keptBefore(open));
        }
        meters.followUp(BotMeters.Follow.ASKED);
        return switch (responder.ask(questions.followUp(open, due.id(), due.name()))) {
            case Answer.Reply(BotAnswer.Reply reply) ->
                Step.next(new AskedTurn(open, Draft.of(open.account(), reply.messages()), BotMemory.of(reply)));
            case Answer.Silence() -> Step.next(new AskedTurn(open, List.of(), BotMemory.NONE));
            case Answer.Pending() ->
                Step.stop(Outcome.never(Reason.RESPONSE_API_NO_REPLY, "a follow-up can't be answered later"));
            case Answer.NoReply none -> Step.stop(none.outcome());
        };
    }

    private Step<OpenTurn> send(AskedTurn asked, FollowUps.Due due) {
        OpenTurn open = asked.open();
        if (open.alreadyAnswered()) {
            return sender.send(open);
        }
        if (asked.drafts().isEmpty()) {
            replies.states().leave(open.turn(), asked.memory());
            return Step.next(open);
        }
        replies.followUps().keeps(open.turn(), due);
        SendDeadline deadline = sender.deadline();
        List<StoredMessage> kept = replies.keep(open, asked.drafts(), asked.memory());
        return kept.isEmpty()
                ? Step.stop(new Outcome.Ignored("the turn was taken over"))
                : sender.send(new StoredReply(open.withReply(kept), deadline));
    }

    private TurnReport replied(OpenTurn open, FollowUps.Due due) {
        replies.states()
                .finish(open.turn())
                .ifPresent(reason -> meters.handedOver(open.account().chatbotId(), reason));
        replies.followUps().done(open.turn(), due);
        TurnReport report = TurnReport.of(Outcome.done());
        return open.alreadyAnswered() ? report.withReplied(open.replyNumber()) : report;
    }

    private TurnReport stopped(OpenTurn open, FollowUps.Due due, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Later later
            when due.tries() < MOST_TRIES -> {
                replies.followUps().tryAgain(open.turn(), due, pause(later));
                yield TurnReport.of(Outcome.done());
            }
            case Outcome.Later later -> givenUp(open, due, later.reason(), later.error());
            case Outcome.Never(Reason reason, String error) -> givenUp(open, due, reason, error);
            case Outcome.Ignored ignored -> TurnReport.of(ignored);
            case Outcome.Awaiting awaiting -> end(open.turn(), due, Reason.RESPONSE_API_NO_REPLY);
            case Outcome.Done done -> end(open.turn(), due, Reason.THREAD_OWNED_BY_OTHERS);
        };
    }

    private static Duration pause(Outcome.Later later) {
        Duration wait = later.pause().orElse(SHORTEST_PAUSE);
        Duration atLeast = wait.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : wait;
        return atLeast.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : atLeast;
    }

    private TurnReport givenUp(OpenTurn open, FollowUps.Due due, Reason reason, String error) {
        meters.followUp(BotMeters.Follow.GIVEN_UP);
        log.warn(
                "Conversation {} of {}: its follow-up was given up: {}, {}",
                open.turn().conversationId(),
                open.account().chatbotId(),
                reason.word(),
                error);
        return end(open.turn(), due, reason);
    }

    /** Parts that were kept and not sent are not sent any more. */
    private TurnReport end(ClaimedTurn turn, FollowUps.Due due, Reason reason) {
        replies.followUps()
                .due(turn)
                .flatMap(FollowUps.Due::replyTurn)
                .ifPresent(reply -> replies.resolution().abandon(turn, reply, reason));
        replies.followUps().done(turn, due);
        return TurnReport.of(Outcome.done());
    }
}
