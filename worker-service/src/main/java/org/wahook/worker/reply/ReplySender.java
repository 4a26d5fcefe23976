package org.wahook.worker.reply;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.shared.account.Account;
import org.wahook.shared.account.AccountStops;
import org.wahook.shared.formatting.TextParts;
import org.wahook.worker.graph.GraphApi;
import org.wahook.worker.graph.Recipient;
import org.wahook.worker.graph.SendDeadline;
import org.wahook.worker.graph.SendResult;
import org.wahook.worker.media.OutboundMedia;
import org.wahook.worker.outcome.Outcome;
import org.wahook.worker.outcome.Reason;

/** Hands the parts of a kept reply to Meta, in order, and never one that may already be there. */
public final class ReplySender {

    private static final Logger log = LoggerFactory.getLogger(ReplySender.class);

    /** How long to leave a part alone whose status may still wait in a queue. */
    private static final Duration STATUS_NEWS_PAUSE = Duration.ofSeconds(5);

    /**
     * A status that came in time may be written down later by this much: ingest waits 5 s for RabbitMQ's confirm before
     * it answers 503 and Meta sends it again, and the clocks of two machines differ.
     */
    private static final Duration HELD_BY_INGEST = Duration.ofSeconds(6);

    private final GraphApi graph;
    private final ReplyMedia media;
    private final Replies replies;
    private final SendOutcomes outcomes;
    private final AccountTries tries;
    private final boolean typingIndicator;
    private final Duration callTimeout;
    private final Duration settleTime;
    private final StatusWatermark statusNews;
    private final Clock clock;

    /**
     * @param callTimeout of a Graph call; a part in {@code sending} may be on its way for so long
     * @param settleTime how long a status webhook may take to tell that an uncertain part was sent
     * @param statusNews whether the statuses that came in that time have been written down
     */
    public ReplySender(
            GraphApi graph,
            Replies replies,
            OutboundMedia media,
            AccountStops stops,
            boolean typingIndicator,
            Duration callTimeout,
            Duration settleTime,
            StatusWatermark statusNews,
            Clock clock) {
        this.graph = graph;
        this.media = new ReplyMedia(media, replies);
        this.replies = replies;
        this.outcomes = new SendOutcomes(replies, stops, settleTime);
        this.tries = new AccountTries(stops, clock);
        this.typingIndicator = typingIndicator;
        this.callTimeout = callTimeout;
        this.settleTime = settleTime;
        this.statusNews = statusNews;
        this.clock = clock;
    }

    AccountTries tries() {
        return tries;
    }

    Step<OpenTurn> send(OpenTurn open) {
        return send(open, open.reply());
    }

    private Step<OpenTurn> send(OpenTurn open, List<StoredMessage> parts) {
        for (StoredMessage part : parts) {
            Step<OpenTurn> step = part.unsent() ? sendPart(open, part) : Step.next(open);
            if (step instanceof Step.Stop<OpenTurn>) {
                return step;
            }
        }
        return Step.next(open);
    }

    /**
     * The first part of a reply that was just kept is marked as being sent already, unless a file of it must be
     * uploaded before. The others are marked one after the other.
     */
    Step<OpenTurn> send(StoredReply kept) {
        StoredMessage first = kept.open().reply().getFirst();
        if (linked(first).isPresent()) {
            return send(kept.open());
        }
        return handOver(kept.open(), first, kept.deadline())
                .then(open -> send(open, open.reply().subList(1, open.reply().size())));
    }

    /** How long from now a part may leave once it is marked as being sent. */
    SendDeadline deadline() {
        return SendDeadline.within(callTimeout);
    }

    /** Shows the customer that a reply is being made, until that is closed. */
    TypingIndicator showTyping(OpenTurn open) {
        Account account = open.account();
        return open.lastWamid()
                .filter(wamid -> account.settings().typingIndicator().orElse(typingIndicator))
                .map(wamid -> TypingIndicator.start(
                        () -> graph.markReadAndType(account.phoneNumberId(), account.accessToken(), wamid),
                        () -> replies.mayAnswer(open.turn())))
                .orElseGet(TypingIndicator::none);
    }

    /** The client's own words for a turn that is given up. Tried once: a customer can do without them. */
    void sendFallback(Account account, long conversationId, long newest, String text) {
        String words = TextParts.sent(TextParts.of(text).getFirst());
        SendDeadline deadline = deadline();
        replies.fallbacks()
                .start(conversationId, newest, words, callTimeout.plus(settleTime))
                .ifPresent(started -> {
                    SendResult result = graph.sendText(
                            account.phoneNumberId(),
                            account.accessToken(),
                            started.to(),
                            words,
                            account.settings().previewUrl(),
                            started.callbackData(),
                            deadline);
                    if (result instanceof SendResult.Accepted(String wamid)) {
                        replies.sent(account.id(), started.id(), wamid);
                    } else {
                        replies.fallbacks().failed(started, "the fallback reply was not accepted");
                        log.warn(
                                "conversation {} of {}: its fallback reply was not sent",
                                conversationId,
                                account.chatbotId());
                    }
                });
    }

    private Step<OpenTurn> sendPart(OpenTurn open, StoredMessage part) {
        Optional<Duration> uncertain = stillUncertain(part);
        if (uncertain.isPresent()) {
            return Step.stop(
                    Outcome.waits(Reason.GRAPH_OUTCOME_UNKNOWN, "waiting for a status of the last attempt", uncertain));
        }
        Optional<RichContent> linked = linked(part);
        if (linked.isPresent()) {
            return switch (media.prepare(open.account(), part, linked.get())) {
                case ReplyMedia.Prepared.Ready(StoredMessage ready) -> startAndSend(open, ready);
                case ReplyMedia.Prepared.Not(SendResult why) -> outcomes.record(open, part, why);
            };
        }
        return startAndSend(open, part);
    }

    private static Optional<RichContent> linked(StoredMessage part) {
        return part.content().flatMap(RichContent::read).filter(RichContent::hasLinks);
    }

    private Step<OpenTurn> startAndSend(OpenTurn open, StoredMessage part) {
        pauseBefore(part);
        SendDeadline deadline = deadline();
        if (!replies.startSending(open.turn(), part)) {
            return replies.isWithMeta(part.id())
                    ? Step.next(open)
                    : Step.stop(new Outcome.Ignored("the turn was taken over"));
        }
        return handOver(open, part, deadline);
    }

    private Step<OpenTurn> handOver(OpenTurn open, StoredMessage part, SendDeadline deadline) {
        Optional<RichContent> rich = part.content().flatMap(RichContent::read);
        SendResult result = send(open, part, rich, deadline);
        if (result instanceof SendResult.Refused) {
            rich.ifPresent(content -> media.forget(open.account(), content));
        }
        if (result instanceof SendResult.Refused(String error)
                && rich.filter(content -> !content.fallbackText().isBlank()).isPresent()) {
            log.info(
                    "A message of {} goes out as plain text: {}", open.account().chatbotId(), error);
            return sendPart(open, replies.degrade(part, rich.get().fallbackText(), error));
        }
        return outcomes.record(open, part, result);
    }

    private SendResult send(OpenTurn open, StoredMessage part, Optional<RichContent> rich, SendDeadline deadline) {
        Account account = open.account();
        Recipient recipient = open.turn().recipient();
        String callbackData = part.callbackData();
        if (rich.isPresent()) {
            return graph.send(
                    account.phoneNumberId(),
                    account.accessToken(),
                    recipient,
                    rich.get().meta(),
                    callbackData,
                    deadline);
        }
        return graph.sendText(
                account.phoneNumberId(),
                account.accessToken(),
                recipient,
                TextParts.sent(part.text()),
                account.settings().previewUrl(),
                callbackData,
                deadline);
    }

    /** What a bot wants between two messages. */
    private static void pauseBefore(StoredMessage part) {
        if (part.part() > 1 && part.sends() == 0) {
            part.content().flatMap(RichContent::read).map(RichContent::delay).ifPresent(BoundedWait::sleep);
        }
    }

    /**
     * How long a part that may have been sent must still be left alone; empty when it may be sent. Its request may leave
     * as late as its deadline, and then take as long as a call may.
     */
    private Optional<Duration> stillUncertain(StoredMessage part) {
        if (!part.status().equals("sending")) {
            return Optional.empty();
        }
        if (part.settleAt().isEmpty()) {
            Duration settle = callTimeout.multipliedBy(2).plus(settleTime);
            replies.foundSending(part, settle);
            return Optional.of(settle);
        }
        Instant now = clock.instant();
        Instant settled = part.settleAt().orElse(now);
        if (now.isBefore(settled)) {
            return Optional.of(Duration.between(now, settled));
        }
        return statusNews.writtenDownUntil(settled.plus(HELD_BY_INGEST))
                ? Optional.empty()
                : Optional.of(STATUS_NEWS_PAUSE);
    }
}
