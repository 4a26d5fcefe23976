package org.wahook.worker.reply;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.platform.database.DatabaseErrors;
import org.wahook.shared.account.Account;
import org.wahook.shared.account.Accounts;
import org.wahook.shared.account.ClientSettings;
import org.wahook.shared.bot.BotSettings;
import org.wahook.shared.job.ReplyJob;
import org.wahook.worker.graph.SendDeadline;
import org.wahook.worker.media.MediaRooms;
import org.wahook.worker.outcome.Attempts;
import org.wahook.worker.outcome.Outcome;
import org.wahook.worker.outcome.Reason;
import org.wahook.worker.responder.Responder;

/**
 * Answers a conversation. One turn is one sentence: {@link #answer}. A worker may die between any two stages; the job
 * comes back and goes on where the database says that it stopped.
 */
public final class ReplyPipeline {

    private static final Logger log = LoggerFactory.getLogger(ReplyPipeline.class);

    private final Turns turns;
    private final Transcript transcript;
    private final Accounts accounts;
    private final Replies replies;
    private final ReplySender sender;
    private final Duration maxAge;
    private final Clock clock;
    private final QuietTime quietTime;
    private final HumanReplies humanReplies;
    private final AskStage askStage;
    private final FollowUpTurns followUps;

    /** Without metrics of bots, and with callback URLs made from the accounts' webhook URLs. */
    public ReplyPipeline(
            Turns turns,
            Transcript transcript,
            Accounts accounts,
            Responder responder,
            Replies replies,
            ReplySender sender,
            MediaRooms media,
            Duration maxAge,
            Clock clock) {
        this(
                turns,
                transcript,
                accounts,
                responder,
                replies,
                sender,
                media,
                maxAge,
                clock,
                Callbacks.BY_WEBHOOK_URL,
                BotMeters.unseen());
    }

    public ReplyPipeline(
            Turns turns,
            Transcript transcript,
            Accounts accounts,
            Responder responder,
            Replies replies,
            ReplySender sender,
            MediaRooms media,
            Duration maxAge,
            Clock clock,
            Callbacks callbacks,
            BotMeters meters) {
        this.turns = turns;
        this.transcript = transcript;
        this.accounts = accounts;
        this.replies = replies;
        this.sender = sender;
        this.maxAge = maxAge;
        this.clock = clock;
        this.quietTime = new QuietTime(clock);
        BotQuestions questions = new BotQuestions(replies.states(), clock);
        LateAnswers lateAnswers = new LateAnswers(replies.awaited(), questions, responder, turns, callbacks, meters);
        this.askStage = new AskStage(responder, questions, lateAnswers, media, replies, sender, meters);
        this.followUps =
                new FollowUpTurns(accounts, transcript, questions, responder, replies, sender, meters, maxAge, clock);
        this.humanReplies = new HumanReplies(accounts, replies, sender);
    }

    /** Before the job of a dead letter that was replayed is run. */
    public void replayed(ReplyJob job, Instant at) {
        accounts.find(job.phoneNumberId(), job.accountId())
                .ifPresent(account -> sender.tries().replayed(account, at));
    }

    TurnReport run(ReplyJob job) {
        return run(job, Attempts.NONE);
    }

    TurnReport run(ReplyJob job, Attempts attempts) {
        return run(job, attempts, TurnWatch.unwatched(), () -> true);
    }

    /**
     * Takes turns in the job's conversation until nothing there waits for an answer, or the job has had its share.
     *
     * @param attempts what the job has behind it
     * @param ours whether the broker still leaves the job to us. A claim that comes after it was given to another worker
     *     may take the turn from that one, which then acks the job: nothing is left of it but the turn in our hands
     */
    public TurnReport run(ReplyJob job, Attempts attempts, TurnWatch watch, BooleanSupplier ours) {
        Optional<ClaimedTurn> claimed = watch.stage(Stage.CLAIM, () -> turns.claim(job.id(), job.conversationId()));
        if (claimed.isPresent() && !ours.getAsBoolean()) {
            return TurnReport.of(Outcome.waits(
                            Reason.CONNECTION_LOST, "RabbitMQ's connection was lost before the turn", Optional.empty()))
                    .heldBy(claimed.get());
        }
        JobLimit limit = new JobLimit();
        while (claimed.isPresent()) {
            ClaimedTurn turn = claimed.get();
            TurnReport report = attempt(job, attempts, turn, watch);
            if (!(report.outcome() instanceof Outcome.Done)) {
                return report;
            }
            if (watch.stage(Stage.FINISH, () -> release(turn, report))) {
                return endOfPause(job, turn.bot()).map(TurnReport::of).orElse(report);
            }
            if (limit.reached()) {
                return report.thatGoesOn();
            }
            claimed = turns.advance(turn);
        }
        return TurnReport.of(
                job.resumes().isPresent()
                        ? Outcome.waits(Reason.CONVERSATION_PAUSED, "another job has the turn", Optional.empty())
                        : new Outcome.Ignored("another job has the turn"));
    }

    /** An exception that nobody expected is a failed attempt like any other, at what waits there. */
    private TurnReport attempt(ReplyJob job, Attempts attempts, ClaimedTurn turn, TurnWatch watch) {
        try {
            return answer(job, attempts, turn, watch).heldBy(turn);
        } catch (RuntimeException e) {
            if (DatabaseErrors.isOutage(e) || DatabaseErrors.isLocked(e)) {
                throw e;
            }
            log.error("Conversation {} of {}: unexpected error", job.conversationId(), job.chatbotId(), e);
            return TurnReport.of(
                            Outcome.failed(Reason.UNEXPECTED_ERROR, e.getClass().getSimpleName()))
                    .about(turns.unfinished(turn))
                    .heldBy(turn);
        }
    }

    private boolean release(ClaimedTurn turn, TurnReport report) {
        return turn.bot().paused() ? turns.releasePaused(turn) : turns.release(turn, report.replied());
    }

    /** The job that ends a pause came too early by the database's clock. Where the pause was changed there is another. */
    private static Optional<Outcome> endOfPause(ReplyJob job, BotState bot) {
        return bot.pauseLeft()
                .filter(left -> bot.paused())
                .filter(left -> job.resumes().equals(Optional.of(bot.version())))
                .map(left ->
                        Outcome.waits(Reason.CONVERSATION_PAUSED, "the bot is paused for a person", Optional.of(left)));
    }

    /** A turn was given up because the client's response API has failed for good: the client may have words for that. */
    public void sayFallback(ReplyJob job, TurnReport report, Reason reason) {
        Optional<Account> account = report.seen().isEmpty() || !reason.ofResponseApi()
                ? Optional.empty()
                : accounts.find(job.phoneNumberId(), job.accountId());
        account.filter(it -> it.pausedReason().isEmpty())
                .ifPresent(it -> it.settings()
                        .fallbackReply()
                        .ifPresent(text ->
                                sender.sendFallback(it, job.conversationId(), Collections.max(report.seen()), text)));
    }

    private TurnReport answer(ReplyJob job, Attempts attempts, ClaimedTurn turn, TurnWatch watch) {
        List<StoredMessage> said = listen(job, turn, watch);
        if (said.isEmpty()) {
            return TurnReport.of(Outcome.done());
        }
        List<StoredMessage> pending =
                said.stream().filter(StoredMessage::pending).toList();
        if (HumanReplies.concern(said)) {
            watch.foundWork();
            return humanReplies.send(job, turn, said);
        }
        if (FollowUpTurns.concern(job) && (pending.isEmpty() || turn.bot().paused())) {
            return followUps.run(job, turn, said);
        }
        if (pending.isEmpty() || turn.bot().paused()) {
            return TurnReport.of(Outcome.done());
        }
        watch.saw(said, pending);
        return open(job, turn, said, pending)
                .then(this::resume)
                .then(this::dropTooOld)
                .then(open -> ask(open, attempts, watch))
                .then(asked -> send(asked, watch))
                .finish(this::replied, outcome -> TurnReport.of(outcome, pending));
    }

    private List<StoredMessage> listen(ReplyJob job, ClaimedTurn turn, TurnWatch watch) {
        if (turn.bot().paused()) {
            return watch.stage(Stage.HISTORY, () -> transcript.load(turn.conversationId()));
        }
        ClientSettings settings = accounts.find(job.phoneNumberId(), turn.accountId())
                .map(Account::settings)
                .orElse(ClientSettings.NONE);
        List<StoredMessage> said = quietTime.listen(
                settings,
                () -> watch.stage(
                        Stage.HISTORY, () -> transcript.load(turn.conversationId(), settings.historyMessages())));
        boolean mayBeTaken = settings.replyDebounce().isPositive();
        return mayBeTaken && !turns.holds(turn) ? List.of() : said;
    }

    private Step<OpenTurn> open(ReplyJob job, ClaimedTurn turn, List<StoredMessage> said, List<StoredMessage> pending) {
        Optional<Account> account = accounts.find(job.phoneNumberId(), turn.accountId());
        if (account.isEmpty()) {
            return Step.stop(Outcome.never(
                    Reason.ACCOUNT_INACTIVE, "the account was deactivated before its customer was answered"));
        }
        return sender.tries()
                .refusal(account.get())
                .<Step<OpenTurn>>map(Step::stop)
                .orElseGet(() -> Step.next(new OpenTurn(turn, account.get(), said, pending, List.of())));
    }

    /** A reply that an earlier attempt has kept is sent as it is: the AI is not asked again. */
    private Step<OpenTurn> resume(OpenTurn open) {
        Optional<Long> replied = open.pending().stream()
                .flatMap(message -> message.turnNumber().stream())
                .findFirst();
        if (replied.isEmpty()) {
            return Step.next(open);
        }
        List<StoredMessage> questions = open.pending().stream()
                .filter(message -> message.turnNumber().equals(replied))
                .toList();
        List<StoredMessage> reply = transcript.replyOf(open.turn().conversationId(), replied.get());
        boolean nothingIsLeftOfIt = reply.stream().allMatch(StoredMessage::givenUp);
        return Step.next(open.withPending(questions).withReply(nothingIsLeftOfIt ? List.of() : reply));
    }

    /** Meta takes free text only within 24 hours of the customer's last message. */
    private Step<OpenTurn> dropTooOld(OpenTurn open) {
        Instant oldest = clock.instant().minus(maxAge);
        List<StoredMessage> tooOld = open.pending().stream()
                .filter(message -> message.at().isBefore(oldest))
                .toList();
        if (tooOld.isEmpty()) {
            return Step.next(open);
        }
        if (open.alreadyAnswered() && tooOld.size() < open.pending().size()) {
            return Step.next(open);
        }
        replies.resolution()
                .ignore(open.turn(), tooOld.stream().map(StoredMessage::id).toList(), Reason.REPLY_TOO_OLD.word());
        if (open.alreadyAnswered()) {
            replies.resolution().abandon(open.turn(), open.replyNumber(), Reason.REPLY_TOO_OLD);
        }
        List<StoredMessage> left = new ArrayList<>(open.pending());
        left.removeAll(tooOld);
        return left.isEmpty() ? Step.stop(Outcome.done()) : Step.next(open.withPending(left));
    }

    private Step<AskedTurn> ask(OpenTurn open, Attempts attempts, TurnWatch watch) {
        return open.alreadyAnswered()
                ? Step.next(AskedTurn.keptBefore(open))
                : watch.stage(Stage.ASK, () -> askStage.ask(open, attempts));
    }

    private Step<OpenTurn> send(AskedTurn asked, TurnWatch watch) {
        if (asked.drafts().isEmpty()) {
            return watch.stage(Stage.SEND, () -> sender.send(asked.open()));
        }
        watch.replies(asked.drafts().stream().map(Draft::text).toList());
        return watch.stage(Stage.DRAFT, () -> keep(asked))
                .then(kept -> watch.stage(Stage.SEND, () -> sender.send(kept)));
    }

    private Step<StoredReply> keep(AskedTurn asked) {
        OpenTurn open = asked.open();
        SendDeadline deadline = sender.deadline();
        List<StoredMessage> kept = replies.keep(open, asked.drafts(), asked.memory());
        return kept.isEmpty()
                ? Step.stop(new Outcome.Ignored("the turn was taken over"))
                : Step.next(new StoredReply(open.withReply(kept), deadline));
    }

    /** All parts are with Meta; the messages they answer are marked when the turn is released. */
    private TurnReport replied(OpenTurn open) {
        replies.resolution().answeredToo(open.turn(), open.givenUpBefore(), open.replyNumber());
        if (!open.account().settings().bot().equals(BotSettings.NONE)) {
            askStage.finish(open);
        }
        return TurnReport.of(Outcome.done(), open.pending()).withReplied(open.replyNumber());
    }
}
