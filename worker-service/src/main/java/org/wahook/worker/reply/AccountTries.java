package org.wahook.worker.reply;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.wahook.shared.account.Account;
import org.wahook.shared.account.AccountStops;
import org.wahook.worker.outcome.Outcome;
import org.wahook.worker.outcome.Reason;

/** Which accounts may send now: not those that Meta has stopped, save for a try from time to time. */
final class AccountTries {

    private static final Duration SHORTEST_WAIT = Duration.ofMillis(100);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    private final AccountStops stops;
    private final Clock clock;

    AccountTries(AccountStops stops, Clock clock) {
        this.stops = stops;
        this.clock = clock;
    }

    /** Why nothing may be sent for this account now; empty where it may, perhaps only as a try. */
    Optional<Outcome> refusal(Account account) {
        if (account.pausedReason().isEmpty()) {
            return Optional.empty();
        }
        String why = account.pausedReason().get();
        if (account.nextTryAt().isEmpty()) {
            return Optional.of(Outcome.never(Reason.ACCOUNT_PAUSED, why));
        }
        Instant now = clock.instant();
        Optional<Instant> next = account.nextTryAt();
        if (!now.isBefore(next.get())) {
            if (stops.mayTry(account)) {
                return Optional.empty();
            }
            next = stops.nextTry(account);
        }
        return next.map(time -> Outcome.waits(Reason.ACCOUNT_LIMITED, why, Optional.of(untilTry(now, time))));
    }

    /** Others come back soon after a try that went well, whenever the next would have been. */
    private static Duration untilTry(Instant now, Instant next) {
        Duration wait = Duration.between(now, next);
        Duration atLeast = wait.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : wait;
        return atLeast.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : atLeast;
    }

    /** A dead letter of an account that is stopped was replayed: whoever did that wants it to be tried. */
    void replayed(Account account, Instant at) {
        if (account.pausedReason().isPresent()) {
            stops.lift(account, at);
        }
    }
}
