package org.wahook.testbed.protocol;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What may happen in a search, and how often at most.
 *
 * @param mends the guards that are in place
 * @param workers one or two
 * @param ladder attempts after the first
 * @param bug whether each attempt to ask the AI ends with an exception that nobody expected
 */
public record Scenario(
        String name, Map<Event, Integer> limits, Set<Mend> mends, int workers, int ladder, boolean bug, Bot bot) {

    /** Whatever is not a step of a worker. */
    public enum Event {
        CUSTOMER_WRITES,
        PERSON_WRITES,
        PERSON_PAUSES,
        /** A worker's connection to RabbitMQ breaks: its job goes to another. */
        CONNECTION_CUT,
        WORKER_DIES,
        /** A publish that was not confirmed in time and is repeated. */
        JOB_COPIED,
        TURN_EXPIRES,
        /** Meta does not say whether it accepted a message. */
        NO_ANSWER,
        /** Of which no status comes in time. */
        STATUS_LATE,
        /** The AI or Meta fails for now. */
        FAILS,
        AI_REFUSES,
        META_REFUSES,
        LETTER_REPLAYED,
        /** A job of the sweeper though somebody sees to the conversation. */
        SWEPT_TOO_EARLY,
        /** The bot posts to a callback, once more perhaps. */
        CALLS_BACK,
        /** A bot that may answer later answers at once. */
        ANSWERS_AT_ONCE,
        /** The bot wants to be asked again after a while where the customer says nothing more. */
        WANTS_FOLLOW_UP
    }

    /** How the client's bot answers. */
    public enum Bot {
        AT_ONCE,
        /** By a callback. */
        LATER,
        /** By a callback, and a new message cancels the wait for it. */
        SUPERSEDED;

        boolean later() {
            return this != AT_ONCE;
        }
    }

    public Scenario {
        limits = limits.isEmpty() ? Map.of() : Map.copyOf(limits);
        mends = Set.copyOf(mends);
    }

    public static Scenario of(String name) {
        return new Scenario(name, Map.of(), EnumSet.allOf(Mend.class), 2, 1, false, Bot.AT_ONCE);
    }

    public Scenario with(Event event, int most) {
        Map<Event, Integer> more = new EnumMap<>(Event.class);
        more.putAll(limits);
        more.put(event, most);
        return new Scenario(name, more, mends, workers, ladder, bug, bot);
    }

    public Scenario without(Mend... taken) {
        Set<Mend> left = EnumSet.allOf(Mend.class);
        left.removeAll(List.of(taken));
        left.retainAll(mends);
        return new Scenario(name, limits, left, workers, ladder, bug, bot);
    }

    public Scenario withLadder(int steps) {
        return new Scenario(name, limits, mends, workers, steps, bug, bot);
    }

    public Scenario withOneWorker() {
        return new Scenario(name, limits, mends, 1, ladder, bug, bot);
    }

    public Scenario withBug() {
        return new Scenario(name, limits, mends, workers, ladder, true, bot);
    }

    public Scenario withBot(Bot other) {
        return new Scenario(name, limits, mends, workers, ladder, bug, other);
    }

    boolean has(Mend mend) {
        return mends.contains(mend);
    }
}
