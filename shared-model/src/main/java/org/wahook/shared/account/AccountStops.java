package org.wahook.shared.account;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/**
 * Stops an account's sending when Meta refuses all of its messages, and lifts the stop. An account that is blocked waits
 * for somebody to mend it; one that is limited is tried again with one message at a time, more and more rarely.
 */
public final class AccountStops {

    /** An account whose token was changed meanwhile is not stopped. A limited account may become a blocked one. */
    private static final String STOP = """
            UPDATE whatsapp_accounts
            SET paused_reason = :reason, paused_at = now(), stop_kind = :kind,
                stop_code = substring(:reason FROM 'code (\\d{1,9})')::integer,
                stop_tries = CASE WHEN stop_kind = :kind THEN stop_tries ELSE 0 END,
                next_try_at = CASE WHEN :kind = 'blocked' THEN NULL
                                   WHEN stop_kind = :kind THEN next_try_at
                                   ELSE now() + :wait * interval '1 ms' END
            WHERE id = :id AND access_token = :token AND (paused_reason IS NULL OR stop_kind = 'limited')
            """;

    /** Of several workers one updates the row and may try; the others find a later time. */
    private static final String TRY = """
            UPDATE whatsapp_accounts
            SET stop_tries = stop_tries + 1,
                next_try_at = now()
                    + (:waits::bigint[])[least(stop_tries + 2, cardinality(:waits::bigint[]))] * interval '1 ms'
            WHERE id = :id AND stop_kind = 'limited' AND next_try_at <= now()
            """;

    private static final String NEXT_TRY = "SELECT next_try_at FROM whatsapp_accounts WHERE id = :id";

    /** Lifts a limit only. A block came after the message that was accepted, and stays. */
    private static final String ACCEPTED = """
            UPDATE whatsapp_accounts SET paused_reason = NULL WHERE id = :id AND stop_kind = 'limited'
            """;

    private static final String LIFT = """
            UPDATE whatsapp_accounts SET paused_reason = NULL
            WHERE id = :id AND paused_reason IS NOT NULL AND paused_at <= :before
            """;

    private final Jdbi jdbi;
    private final Accounts accounts;
    private final List<Duration> waits;

    /** @param waits between tries, growing; the last is repeated */
    public AccountStops(Jdbi jdbi, Accounts accounts, List<Duration> waits) {
        this.jdbi = jdbi;
        this.accounts = accounts;
        this.waits = List.copyOf(waits);
    }

    /** Until somebody mends it. */
    public void block(Account account, String reason) {
        stop(account, "blocked", reason);
    }

    /** Answers how long it is until one message may be tried. */
    public Duration limit(Account account, String reason) {
        stop(account, "limited", reason);
        return waits.getFirst();
    }

    private void stop(Account account, String kind, String reason) {
        jdbi.useHandle(handle -> handle.createUpdate(STOP)
                .bind("id", account.id())
                .bind("kind", kind)
                .bind("reason", reason)
                .bind("wait", waits.getFirst().toMillis())
                .bind("token", account.storedToken().reveal())
                .execute());
        accounts.forgetNumber(account.phoneNumberId());
    }

    /** Whether the caller may try one message of a limited account. */
    public boolean mayTry(Account account) {
        boolean mine = jdbi.withHandle(handle -> handle.createUpdate(TRY)
                        .bind("id", account.id())
                        .bind("waits", waits.stream().map(Duration::toMillis).toArray(Long[]::new))
                        .execute())
                == 1;
        accounts.forgetNumber(account.phoneNumberId());
        return mine;
    }

    /** Empty where the stop was lifted. */
    public Optional<Instant> nextTry(Account account) {
        return jdbi.withHandle(handle -> handle.createQuery(NEXT_TRY)
                .bind("id", account.id())
                .map((row, context) -> Optional.ofNullable(row.getObject(1, OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant))
                .findOne()
                .flatMap(it -> it));
    }

    /** Meta has taken a message of a limited account. */
    public void accepted(Account account) {
        jdbi.useHandle(
                handle -> handle.createUpdate(ACCEPTED).bind("id", account.id()).execute());
        accounts.forgetNumber(account.phoneNumberId());
    }

    /** Somebody wants it to be tried. A stop that came after that time stays. */
    public void lift(Account account, Instant before) {
        jdbi.useHandle(handle -> handle.createUpdate(LIFT)
                .bind("id", account.id())
                .bind("before", before)
                .execute());
        accounts.forgetNumber(account.phoneNumberId());
    }
}
