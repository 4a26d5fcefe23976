package org.wahook.worker.consumer;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.platform.broker.Publication;
import org.wahook.platform.database.Database;
import org.wahook.platform.database.DatabaseErrors;
import org.wahook.worker.outcome.DeadLetterPublications;
import org.wahook.worker.outcome.Reason;
import org.wahook.worker.route.Event;
import org.wahook.worker.route.Router;

/**
 * Routes a batch in one transaction. Where that fails each event goes alone, and of one that fails each message: what is
 * to blame becomes a dead letter alone, and what waits for a row that somebody else has locked is held and tried again,
 * with all that must not overtake it. Used by the router's thread alone.
 */
final class EventRouting {

    private static final Logger log = LoggerFactory.getLogger(EventRouting.class);

    /** A statement that fails this often although the database answers is not tried any more. */
    private static final int MOST_FAILURES = 5;

    /** An error, such as one of memory, may be caused by other threads. */
    private static final int ATTEMPTS_OF_ONE = 3;

    /** After so many locked rows of one number, or more of any in a row, the rest is held without being tried. */
    private static final int MOST_LOCKED = 2;

    private static final int MOST_ONE_BY_ONE = 16;

    /** A pass over what is held must not hold up the others. */
    private static final int MOST_RETRIED = 50;

    private final Router router;
    private final Database database;
    private final Duration databasePatience;
    private final Clock clock;
    private final HeldPieces held = new HeldPieces();
    private boolean toldOfHeld;

    EventRouting(Router router, Database database, Duration databasePatience, Clock clock) {
        this.router = router;
        this.database = database;
        this.databasePatience = databasePatience;
        this.clock = clock;
    }

    /** What came of one transaction. */
    private sealed interface Attempt {
        record Stored(List<Publication> jobs) implements Attempt {}

        record Locked() implements Attempt {}

        record Failed(Throwable cause) implements Attempt {}

        /** The deliveries are no longer ours, or have to go back. */
        record Lost() implements Attempt {}
    }

    /** What is known while one batch is routed. */
    private static final class Pass {
        private final List<Publication> jobs = new ArrayList<>();
        private final Map<String, Integer> lockedOfNumber = new HashMap<>();
        private int lockedInARow;
        private boolean apart;

        /** Not worth the time that it takes to find out. */
        boolean surelyLocked(EventPiece piece) {
            boolean ofItsNumber = !piece.phoneNumberId().isEmpty()
                    && lockedOfNumber.getOrDefault(piece.phoneNumberId(), 0) >= MOST_LOCKED;
            return lockedInARow > MOST_LOCKED || ofItsNumber;
        }

        void locked(EventPiece piece) {
            lockedInARow++;
            lockedOfNumber.merge(piece.phoneNumberId(), 1, Integer::sum);
        }

        void stored(List<Publication> more) {
            lockedInARow = 0;
            jobs.addAll(more);
        }
    }

    HeldPieces held() {
        return held;
    }

    /** The jobs of what is stored; empty when the deliveries are no longer ours, or have to go back. */
    Optional<List<Publication>> route(List<EventPiece> events) throws InterruptedException {
        held.dropLost();
        Pass pass = new Pass();
        boolean routed = route(events, pass);
        tellOfHeld();
        return routed ? Optional.of(pass.jobs) : Optional.empty();
    }

    private void tellOfHeld() {
        if (toldOfHeld == held.isEmpty()) {
            toldOfHeld = !held.isEmpty();
            if (toldOfHeld) {
                log.warn("Some messages wait for rows that another transaction has locked: see pg_stat_activity."
                        + " All others are routed");
            } else {
                log.info("No message waits for a locked row any more");
            }
        }
    }

    /** False when the deliveries are no longer ours, or have to go back. */
    private boolean route(List<EventPiece> events, Pass pass) throws InterruptedException {
        List<EventPiece> now = withoutHeld(events, pass);
        if (now.isEmpty()) {
            return true;
        }
        boolean last = now.size() == 1 && now.getFirst().part();
        return switch (attempt(now, !pass.apart)) {
            case Attempt.Stored(List<Publication> jobs) -> {
                pass.stored(jobs);
                yield true;
            }
            case Attempt.Lost() -> false;
            case Attempt.Locked()
            when last -> {
                pass.locked(now.getFirst());
                held.add(now.getFirst());
                yield true;
            }
            case Attempt.Failed(Throwable cause)
            when last -> {
                pass.stored(List.of(letter(now.getFirst(), cause)));
                yield true;
            }
            case Attempt.Locked() -> apart(now, pass);
            case Attempt.Failed failed -> apart(now, pass);
        };
    }

    /** In some groups first, so that few transactions find the one to blame; then each event, and then each of its parts. */
    private boolean apart(List<EventPiece> events, Pass pass) throws InterruptedException {
        pass.apart = true;
        List<EventPiece> rest = events.size() == 1 ? events.getFirst().parts() : events;
        int group = rest.size() <= MOST_ONE_BY_ONE ? 1 : (int) Math.sqrt(rest.size());
        for (int from = 0; from < rest.size(); from += group) {
            List<EventPiece> some = rest.subList(from, Math.min(rest.size(), from + group));
            if (!route(some.size() == 1 ? ifOnlyOne(some.getFirst()) : some, pass)) {
                return false;
            }
        }
        return true;
    }

    /** Nearly all events have one message: that is tried once, and not as an event and then as a message. */
    private static List<EventPiece> ifOnlyOne(EventPiece event) {
        List<EventPiece> parts = event.parts();
        return parts.size() == 1 ? parts : List.of(event);
    }

    /** Holds what must not overtake something that is held, and answers the rest in its order. */
    private List<EventPiece> withoutHeld(List<EventPiece> events, Pass pass) {
        if (held.isEmpty() && !pass.apart) {
            return events;
        }
        List<EventPiece> rest = new ArrayList<>();
        for (EventPiece event : events) {
            List<EventPiece> parts = event.parts();
            if (parts.stream().noneMatch(part -> mustWait(part, pass))) {
                rest.add(event);
                continue;
            }
            for (EventPiece part : parts) {
                if (mustWait(part, pass)) {
                    held.add(part);
                } else {
                    rest.add(part);
                }
            }
        }
        return rest;
    }

    private boolean mustWait(EventPiece part, Pass pass) {
        return held.goesBefore(part) || pass.surelyLocked(part);
    }

    /**
     * Tries what is held.
     *
     * @return its jobs; empty when the deliveries are no longer ours, or have to go back
     */
    Optional<List<Publication>> retry() throws InterruptedException {
        held.dropLost();
        List<Publication> jobs = new ArrayList<>();
        Set<String> locked = new HashSet<>();
        Set<String> skipped = new HashSet<>();
        List<EventPiece> stillLocked = new ArrayList<>();
        List<EventPiece> left = new ArrayList<>();
        int failures = 0;
        int tried = 0;
        for (EventPiece piece : held.all()) {
            if (touches(locked, piece)) {
                locked.addAll(piece.keys());
                stillLocked.add(piece);
            } else if (touches(skipped, piece) || failures >= MOST_LOCKED || tried >= MOST_RETRIED) {
                skipped.addAll(piece.keys());
                left.add(piece);
            } else {
                tried++;
                switch (attempt(List.of(piece), false)) {
                    case Attempt.Stored(List<Publication> more) -> jobs.addAll(more);
                    case Attempt.Failed(Throwable cause) -> jobs.add(letter(piece, cause));
                    case Attempt.Locked() -> {
                        failures++;
                        locked.addAll(piece.keys());
                        stillLocked.add(piece);
                    }
                    case Attempt.Lost() -> {
                        return Optional.empty();
                    }
                }
            }
        }
        left.addAll(stillLocked);
        held.replaceBy(left);
        tellOfHeld();
        return Optional.of(jobs);
    }

    private static boolean touches(Set<String> keys, EventPiece piece) {
        return piece.keys().stream().anyMatch(keys::contains);
    }

    /** @param patient whether to wait for a locked row; where one was met before, it is likely to be locked still */
    private Attempt attempt(List<EventPiece> pieces, boolean patient) throws InterruptedException {
        List<Event> events = pieces.stream().map(EventPiece::event).toList();
        int failures = 0;
        int attempts = 0;
        while (pieces.getFirst().delivery().channel().open()) {
            attempts++;
            try {
                return new Attempt.Stored(patient ? router.route(events) : router.routeUnlessLocked(events));
            } catch (JdbiException e) {
                failures += DatabaseErrors.maybeTheStatement(e) ? 1 : 0;
                if (DatabaseErrors.isLocked(e)) {
                    return new Attempt.Locked();
                }
                if (!DatabaseErrors.isOutage(e) || failures >= MOST_FAILURES) {
                    return new Attempt.Failed(e);
                }
                database.suspect(e);
                if (!database.awaitAnswering(databasePatience)) {
                    return new Attempt.Lost();
                }
            } catch (RuntimeException e) {
                return new Attempt.Failed(e);
            } catch (Error e) {
                log.error("{} of {} events could not be routed", attempts, pieces.size(), e);
                if (pieces.size() > 1 || attempts >= ATTEMPTS_OF_ONE) {
                    return new Attempt.Failed(e);
                }
            }
        }
        return new Attempt.Lost();
    }

    private Publication letter(EventPiece piece, Throwable cause) {
        Reason reason = DatabaseErrors.isBadData(cause) ? Reason.BAD_DATA : Reason.UNEXPECTED_ERROR;
        log.error("event {} can't be routed", piece.event().id(), cause);
        return DeadLetterPublications.event(
                piece.event().body(),
                "application/json",
                piece.event().id(),
                reason,
                DatabaseErrors.explain(cause),
                clock.instant());
    }
}
