package org.wahook.ingest.webhook;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.platform.config.Secret;
import org.wahook.platform.database.Database;
import org.wahook.platform.database.DatabaseErrors;
import org.wahook.platform.telemetry.ThrottledWarning;
import org.wahook.shared.account.Accounts;

/** Which verify tokens are ours: the fallback of the configuration, and those of the active accounts. */
public final class VerifyTokens {

    private static final Logger log = LoggerFactory.getLogger(VerifyTokens.class);

    /** Meta waits some seconds for the handshake; the database gets less. */
    private static final Duration LIMIT = Duration.ofSeconds(2);

    /** Bounds how many connections handshakes take: anyone can send one. */
    private static final int MOST_LOOKUPS = 4;

    private final Optional<Secret> fallback;
    private final CompletableFuture<Lookup> whenOpen;
    private final Semaphore lookups = new Semaphore(MOST_LOOKUPS);
    private final ThrottledWarning away = new ThrottledWarning(log, "A verify token could not be looked up");

    /** Where the accounts' tokens are. */
    public record Lookup(Database database, Accounts accounts) {}

    /** @param whenOpen comes after the listener has opened, which does not wait for it */
    public VerifyTokens(Optional<Secret> fallback, CompletableFuture<Lookup> whenOpen) {
        this.fallback = fallback;
        this.whenOpen = whenOpen;
    }

    /**
     * The fallback comes first, so that it works without the database. While the database is unavailable only the
     * fallback is known.
     */
    boolean accept(String token) {
        return fallback.filter(secret -> secret.matches(token)).isPresent() || belongsToAnAccount(token);
    }

    private boolean belongsToAnAccount(String token) {
        // On a thread of its own, since a statement on a hanging connection can't be interrupted.
        FutureTask<Boolean> lookup = new FutureTask<>(() -> lookUp(token));
        Thread.ofVirtual().name("verify-token").start(lookup);
        try {
            return lookup.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            lookup.cancel(true);
            away.say("no answer from PostgreSQL in " + LIMIT.toSeconds() + " s");
        } catch (ExecutionException e) {
            away.say(DatabaseErrors.explain(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    /** Webhooks are taken before PostgreSQL has first been reached: a handshake in that moment waits for it. */
    private boolean lookUp(String token) throws InterruptedException, ExecutionException {
        Lookup open = whenOpen.get();
        if (!open.database().awaitMigrated(LIMIT) || open.database().problem().isPresent()) {
            away.say(open.database().problem().orElse("its schema is not there yet"));
            return false;
        }
        lookups.acquire();
        try {
            return open.accounts().hasVerifyToken(token);
        } catch (JdbiException e) {
            if (DatabaseErrors.isBadData(e)) {
                // Such as a NUL character, which no text of PostgreSQL's can hold.
                return false;
            }
            throw e;
        } finally {
            lookups.release();
        }
    }
}
