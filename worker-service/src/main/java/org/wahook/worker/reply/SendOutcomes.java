package org.wahook.worker.reply;

import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.shared.account.Account;
import org.wahook.shared.account.AccountStops;
import org.wahook.worker.graph.SendResult;
import org.wahook.worker.outcome.Outcome;
import org.wahook.worker.outcome.Reason;

/** What Meta's answer to one part means: for its row, for the account, and for the turn. */
final class SendOutcomes {

    private static final Logger log = LoggerFactory.getLogger(SendOutcomes.class);

    private final Replies replies;
    private final AccountStops stops;
    private final Duration settleTime;

    /** @param settleTime how long a status webhook may take to tell that an uncertain part was sent */
    SendOutcomes(Replies replies, AccountStops stops, Duration settleTime) {
        this.replies = replies;
        this.stops = stops;
        this.settleTime = settleTime;
    }

    /** Writes down what came of handing a part to Meta; the step that follows from it. */
    Step<OpenTurn> record(OpenTurn open, StoredMessage part, SendResult result) {
        return switch (result) {
            case SendResult.Accepted(String wamid) -> {
                replies.sent(open.account().id(), part.id(), wamid);
                if (open.account().pausedReason().isPresent()) {
                    stops.accepted(open.account());
                }
                yield Step.next(open);
            }
            case SendResult.NotNow(SendResult.Limit limit, String error, Optional<Duration> pause) -> {
                replies.notSent(open.account().id(), part, reasonOf(limit), error);
                yield Step.stop(notNow(limit, error, pause));
            }
            case SendResult.Unknown(String error) -> {
                replies.unknown(open.account().id(), part, settleTime, error);
                yield Step.stop(Outcome.failed(Reason.GRAPH_OUTCOME_UNKNOWN, error, Optional.of(settleTime)));
            }
            case SendResult.Refused(String error) -> {
                replies.notSent(open.account().id(), part, Reason.GRAPH_REJECTED, error);
                yield Step.stop(Outcome.never(Reason.GRAPH_REJECTED, error));
            }
            case SendResult.AccountBlocked(String error) -> {
                replies.notSent(open.account().id(), part, Reason.ACCOUNT_PAUSED, error);
                stops.block(open.account(), error);
                tell(open.account(), error, "Mend it, then replay its dead letters");
                yield Step.stop(Outcome.never(Reason.ACCOUNT_PAUSED, error));
            }
            case SendResult.AccountLimited(String error) -> {
                replies.notSent(open.account().id(), part, Reason.ACCOUNT_LIMITED, error);
                Duration wait = stops.limit(open.account(), error);
                tell(open.account(), error, "It is tried again from time to time");
                yield Step.stop(Outcome.waits(Reason.ACCOUNT_LIMITED, error, Optional.of(wait)));
            }
            case SendResult.NotOurs(String error) -> {
                replies.notSent(open.account().id(), part, Reason.THREAD_OWNED_BY_OTHERS, error);
                yield Step.stop(notOurs(open, part, error));
            }
        };
    }

    private static void tell(Account account, String error, String advice) {
        log.atError()
                .addKeyValue("chatbot_id", account.chatbotId())
                .addKeyValue("phone_number_id", account.phoneNumberId())
                .log("Meta stopped this account: {}. {}", error, advice);
    }

    /** Somebody else answers this customer: no error, and nothing to try again. What a person wrote has failed. */
    private Outcome notOurs(OpenTurn open, StoredMessage part, String error) {
        if (part.byHuman()) {
            return Outcome.never(Reason.THREAD_OWNED_BY_OTHERS, error);
        }
        replies.resolution().threadNotOurs(open.turn(), open.pendingIds(), open.replyNumber(), error);
        return Outcome.done();
    }

    private static Outcome notNow(SendResult.Limit limit, String error, Optional<Duration> pause) {
        return limit == SendResult.Limit.UNAVAILABLE
                ? Outcome.failed(reasonOf(limit), error, pause)
                : Outcome.waits(reasonOf(limit), error, pause);
    }

    private static Reason reasonOf(SendResult.Limit limit) {
        return switch (limit) {
            case RATE -> Reason.GRAPH_RATE_LIMITED;
            case PAIR -> Reason.GRAPH_PAIR_LIMITED;
            case UNAVAILABLE -> Reason.GRAPH_UNAVAILABLE;
        };
    }
}
