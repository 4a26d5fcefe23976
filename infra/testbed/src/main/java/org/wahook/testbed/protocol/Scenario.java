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
public record Scenario(String name, Map<Event, Integer> limits, Set<Mend> mends, int workers, int ladder, boolean bug) {

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
        SWEPT_TOO_EARLY
    }

    public Scenario {
        limits = limits.isEmpty() ? Map.of() : Map.copyOf(limits);
        mends = Set.copyOf(mends);
    }

    public static Scenario of(String name) {
        return new Scenario(name, Map.of(), EnumSet.allOf(Mend.class), 2, 1, false);
    }

    public Scenario with(Event event, int most) {
        Map<Event, Integer> more = new EnumMap<>(Event.class);
        more.putAll(limits);
        more.put(event, most);
        return new Scenario(name, more, mends, workers, ladder, bug);
    }

    public Scenario without(Mend... taken) {
        Set<Mend> left = EnumSet.allOf(Mend.class);
        left.removeAll(List.of(taken));
        left.retainAll(mends);
        return new Scenario(name, limits, left, workers, ladder, bug);
    }

    public Scenario withLadder(int steps) {
        return new Scenario(name, limits, mends, workers, steps, bug);
    }

    public Scenario withOneWorker() {
        return new Scenario(name, limits, mends, 1, ladder, bug);
    }

    public Scenario withBug() {
        return new Scenario(name, limits, mends, workers, ladder, true);
    }

    boolean has(Mend mend) {
        return mends.contains(mend);
    }
}
