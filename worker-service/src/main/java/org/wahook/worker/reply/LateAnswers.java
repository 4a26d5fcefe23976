package org.wahook.worker.reply;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.wahook.shared.account.Account;
import org.wahook.shared.bot.BotAction;
import org.wahook.shared.bot.BotAnswer;
import org.wahook.shared.bot.BotOption;
import org.wahook.shared.bot.BotSettings;
import org.wahook.shared.bot.BotTurn;
import org.wahook.shared.bot.CallbackToken;
import org.wahook.shared.bot.CallbackV2;
import org.wahook.worker.outcome.Attempts;
import org.wahook.worker.outcome.Outcome;
import org.wahook.worker.outcome.Reason;
import org.wahook.worker.responder.Answer;
import org.wahook.worker.responder.Responder;

/**
 * Answers that come later: what a turn of a bot that may call back does instead of asking. While it waits there is no job,
 * no thread and no delivery: the answer, or the timer at the deadline, publishes the job again.
 */
final class LateAnswers {

    private static final int USUAL_SECONDS = 600;
    private static final String DEADLINE = "the bot did not call back in time";

    /** The public URL of the webhook, with or without a path in front of it. */
    private static final Pattern WEBHOOK_URL = Pattern.compile("(https?://[^/?#\\s]+(?:/[^?#\\s]*)?)/webhook/?");

    private final AwaitedAnswers answers;
    private final BotQuestions questions;
    private final Responder responder;
    private final Turns turns;
    private final Callbacks callbacks;
    private final BotMeters meters;

    LateAnswers(
            AwaitedAnswers answers,
            BotQuestions questions,
            Responder responder,
            Turns turns,
            Callbacks callbacks,
            BotMeters meters) {
        this.answers = answers;
        this.questions = questions;
        this.responder = responder;
        this.turns = turns;
        this.callbacks = callbacks;
        this.meters = meters;
    }

    /** What is to be done in a turn. */
    sealed interface Asking {

        /** @param callback where the bot may answer later */
        record Ask(Optional<BotTurn.Callback> callback) implements Asking {}

        /** @param about the messages that the answer is about: others may have come since */
        record Come(OpenTurn about, Answer answer) implements Asking {}

        record Stop(Outcome outcome) implements Asking {}
    }

    Asking look(OpenTurn open, Attempts attempts) {
        if (!mayCallBack(open.account())) {
            return new Asking.Ask(Optional.empty());
        }
        for (AwaitedAnswers.Offered offered : answers.of(open.turn().conversationId())) {
            if (!isAbout(offered, open)) {
                continue;
            }
            OpenTurn about = open.withPending(open.pending().stream()
                    .filter(message -> offered.questions().contains(message.id()))
                    .toList());
            if (offered.answer().isPresent()) {
                return come(about, offered.answer().get());
            }
            if (offered.waiting() && !offered.left().isPositive()) {
                return deadline(about);
            }
            boolean moreCame = open.pending().size() > about.pending().size();
            if (offered.waiting() && !(moreCame && supersedes(open.account()))) {
                return new Asking.Stop(wait(about, offered.turnId(), offered.left()));
            }
        }
        return offer(open, attempts);
    }

    /** Without a signing secret anybody could answer who sees the URL. */
    private static boolean mayCallBack(Account account) {
        return settings(account).flag(BotOption.ASYNC)
                && !account.signingSecret().isEmpty();
    }

    private static BotSettings settings(Account account) {
        return account.settings().bot();
    }

    private static boolean supersedes(Account account) {
        return settings(account).flag(BotOption.SUPERSEDE);
    }

    private static boolean isAbout(AwaitedAnswers.Offered offered, OpenTurn open) {
        return offered.questionVersion() == open.turn().questionVersion()
                && open.pendingIds().containsAll(offered.questions());
    }

    private Asking offer(OpenTurn open, Attempts attempts) {
        String token = CallbackToken.create();
        Optional<BotTurn.Callback> callback = answers.offer(
                        open, CallbackToken.hash(token), patience(open.account()), attempts)
                .flatMap(offer -> base(offer.webhookUrl())
                        .map(base -> new BotTurn.Callback(base + CallbackToken.PATH + token, offer.expiresAt())));
        return new Asking.Ask(callback);
    }

    private static Duration patience(Account account) {
        return Duration.ofSeconds(
                settings(account).number(BotOption.ASYNC_SECONDS).orElse(USUAL_SECONDS));
    }

    /** Where ingest's public listener is reached; empty where nobody has told: then nothing is offered. */
    private Optional<String> base(String webhookUrl) {
        return callbacks
                .publicUrl()
                .or(() -> Optional.of(WEBHOOK_URL.matcher(webhookUrl))
                        .filter(Matcher::matches)
                        .map(url -> url.group(1)));
    }

    private Asking come(OpenTurn about, String body) {
        BotAnswer answer = CallbackV2.read(body)
                .orElseGet(() -> BotAnswer.failed(BotAnswer.Failure.NO_REPLY, "the callback is no answer"));
        if (answer instanceof BotAnswer.Failed) {
            meters.late(BotMeters.Late.FAILED);
            answers.done(about.turn());
        } else {
            meters.late(BotMeters.Late.ANSWERED);
        }
        return new Asking.Come(about, responder.heard(answer, questions.of(about)));
    }

    /** An answer may have come in this moment: then the next turn finds it. */
    private Asking deadline(OpenTurn about) {
        answers.expired(about.turn());
        boolean hasCome = answers.of(about.turn().conversationId()).stream()
                .anyMatch(offered -> isAbout(offered, about) && offered.answer().isPresent());
        if (hasCome) {
            return new Asking.Stop(Outcome.done());
        }
        meters.late(BotMeters.Late.EXPIRED);
        answers.done(about.turn());
        return switch (settings(about.account()).text(BotOption.ON_DEADLINE).orElse("retry")) {
            case "silence" -> new Asking.Come(about, new Answer.Silence());
            case "handoff" -> new Asking.Come(about, new Answer.Reply(BotAnswer.reply(List.of(), List.of(handoff()))));
            case "text" -> new Asking.Stop(Outcome.never(Reason.RESPONSE_API_TIMEOUT, DEADLINE));
            default -> new Asking.Stop(Outcome.failed(Reason.RESPONSE_API_TIMEOUT, DEADLINE));
        };
    }

    private static BotAction handoff() {
        return new BotAction.Handoff("cannot_help", "The bot did not answer in time", Optional.empty());
    }

    /** The bot has answered 202. */
    Outcome begin(OpenTurn open) {
        meters.late(BotMeters.Late.AWAITED);
        return wait(open, open.idempotencyKey(), patience(open.account()));
    }

    /** Where an answer or a message has come meanwhile, the turn is done and the next one looks again. */
    private Outcome wait(OpenTurn open, String turnId, Duration left) {
        ClaimedTurn turn = open.turn();
        if (answers.begin(turn, turnId, supersedes(open.account()), left.plus(callbacks.lease()))) {
            return new Outcome.Awaiting();
        }
        return turns.holds(turn) ? Outcome.done() : new Outcome.Ignored("the turn was taken over");
    }

    /** A turn is answered, however the answer came. */
    void done(OpenTurn open) {
        if (mayCallBack(open.account())) {
            answers.done(open.turn());
        }
    }
}
