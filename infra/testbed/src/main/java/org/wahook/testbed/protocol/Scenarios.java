package org.wahook.testbed.protocol;

import static org.wahook.testbed.protocol.Scenario.Event.AI_REFUSES;
import static org.wahook.testbed.protocol.Scenario.Event.CALLS_BACK;
import static org.wahook.testbed.protocol.Scenario.Event.CONNECTION_CUT;
import static org.wahook.testbed.protocol.Scenario.Event.CUSTOMER_WRITES;
import static org.wahook.testbed.protocol.Scenario.Event.FAILS;
import static org.wahook.testbed.protocol.Scenario.Event.JOB_COPIED;
import static org.wahook.testbed.protocol.Scenario.Event.LETTER_REPLAYED;
import static org.wahook.testbed.protocol.Scenario.Event.META_REFUSES;
import static org.wahook.testbed.protocol.Scenario.Event.NO_ANSWER;
import static org.wahook.testbed.protocol.Scenario.Event.PERSON_PAUSES;
import static org.wahook.testbed.protocol.Scenario.Event.PERSON_WRITES;
import static org.wahook.testbed.protocol.Scenario.Event.STATUS_LATE;
import static org.wahook.testbed.protocol.Scenario.Event.SWEPT_TOO_EARLY;
import static org.wahook.testbed.protocol.Scenario.Event.TURN_EXPIRES;
import static org.wahook.testbed.protocol.Scenario.Event.WANTS_FOLLOW_UP;
import static org.wahook.testbed.protocol.Scenario.Event.WORKER_DIES;

import java.util.List;
import org.wahook.testbed.protocol.Scenario.Bot;

/** The searches that are made: small ones with every test run, large ones by {@code ./dev chaos model}. */
public final class Scenarios {

    /** No fault but an AI that says no. */
    public static final Scenario PEOPLE_AND_A_REFUSAL = Scenario.of("people write while the AI refuses")
            .with(CUSTOMER_WRITES, 1)
            .with(PERSON_WRITES, 2)
            .with(AI_REFUSES, 1);

    public static final Scenario CUT_AND_FAILURE = Scenario.of("a connection is cut while the AI fails")
            .with(CUSTOMER_WRITES, 1)
            .with(CONNECTION_CUT, 1)
            .with(FAILS, 1);

    public static final Scenario FROZEN_AND_KILLED = Scenario.of("a worker loses its connection and dies")
            .with(CUSTOMER_WRITES, 1)
            .with(CONNECTION_CUT, 1)
            .with(WORKER_DIES, 1);

    public static final Scenario PERSON_FAILS_IN_A_PAUSE = Scenario.of(
                    "a person's message fails, with an uncertain reply")
            .with(CUSTOMER_WRITES, 1)
            .with(PERSON_WRITES, 1)
            .with(PERSON_PAUSES, 1)
            .with(WORKER_DIES, 1)
            .with(FAILS, 1)
            .withLadder(0)
            .withOneWorker();

    public static final Scenario TWO_COPIES = Scenario.of("a job is there twice while the AI refuses")
            .with(CUSTOMER_WRITES, 1)
            .with(JOB_COPIED, 1)
            .with(AI_REFUSES, 1);

    public static final Scenario UNCERTAIN_AND_REPLAYED = Scenario.of("an uncertain reply is given up and replayed")
            .with(CUSTOMER_WRITES, 1)
            .with(NO_ANSWER, 2)
            .with(LETTER_REPLAYED, 1);

    public static final Scenario BUG = Scenario.of("an error that nobody expected")
            .with(CUSTOMER_WRITES, 2)
            .withBug();

    public static final Scenario PAUSE_AND_REFUSAL = Scenario.of("a person pauses the bot while the AI refuses")
            .with(CUSTOMER_WRITES, 1)
            .with(PERSON_PAUSES, 1)
            .with(AI_REFUSES, 1);

    private static final Scenario LATE = Scenario.of("turns expire, statuses are late, Meta refuses")
            .with(CUSTOMER_WRITES, 1)
            .with(TURN_EXPIRES, 1)
            .with(STATUS_LATE, 1)
            .with(NO_ANSWER, 1)
            .with(SWEPT_TOO_EARLY, 1)
            .with(META_REFUSES, 1);

    private static final Scenario BURST = Scenario.of("two messages, a cut connection")
            .with(CUSTOMER_WRITES, 2)
            .with(CONNECTION_CUT, 1)
            .with(FAILS, 1);

    private static final Scenario COPIES = Scenario.of("copies, a replay, an uncertain send")
            .with(CUSTOMER_WRITES, 2)
            .with(JOB_COPIED, 1)
            .with(NO_ANSWER, 1)
            .with(AI_REFUSES, 1)
            .with(LETTER_REPLAYED, 1);

    public static final Scenario CALLED_BACK = Scenario.of("a bot calls back while the customer writes")
            .with(CUSTOMER_WRITES, 2)
            .with(CALLS_BACK, 2)
            .withLadder(0)
            .withBot(Bot.LATER);

    public static final Scenario CALLED_BACK_AND_KILLED = Scenario.of("a bot calls back, a worker dies")
            .with(CUSTOMER_WRITES, 1)
            .with(CALLS_BACK, 2)
            .with(WORKER_DIES, 1)
            .withBot(Bot.LATER);

    public static final Scenario CALLED_BACK_AND_PAUSED = Scenario.of("a person pauses a bot that answers later")
            .with(CUSTOMER_WRITES, 1)
            .with(PERSON_PAUSES, 1)
            .with(CALLS_BACK, 1)
            .withLadder(0)
            .withBot(Bot.LATER);

    public static final Scenario SUPERSEDED = Scenario.of("a new message cancels the wait for a callback")
            .with(CUSTOMER_WRITES, 2)
            .with(CALLS_BACK, 1)
            .withLadder(0)
            .withBot(Bot.SUPERSEDED);

    public static final Scenario FOLLOWED_UP = Scenario.of("a bot follows up while the customer writes")
            .with(CUSTOMER_WRITES, 2)
            .with(WANTS_FOLLOW_UP, 1)
            .with(FAILS, 1);

    public static final Scenario FOLLOWED_UP_AND_CUT = Scenario.of("a bot follows up, a connection is cut")
            .with(CUSTOMER_WRITES, 1)
            .with(WANTS_FOLLOW_UP, 1)
            .with(CONNECTION_CUT, 1)
            .with(FAILS, 1);

    public static final Scenario FOLLOWED_UP_AND_KILLED = Scenario.of("a bot follows up, a worker dies")
            .with(CUSTOMER_WRITES, 1)
            .with(WANTS_FOLLOW_UP, 1)
            .with(WORKER_DIES, 1)
            .with(CONNECTION_CUT, 1)
            .with(FAILS, 1);

    private Scenarios() {}

    /** Each is looked at whole, all together in well under a minute. */
    public static List<Scenario> small() {
        return List.of(
                PEOPLE_AND_A_REFUSAL,
                CUT_AND_FAILURE,
                FROZEN_AND_KILLED,
                PERSON_FAILS_IN_A_PAUSE,
                TWO_COPIES,
                UNCERTAIN_AND_REPLAYED,
                BUG,
                PAUSE_AND_REFUSAL,
                LATE,
                BURST,
                COPIES,
                CALLED_BACK,
                CALLED_BACK_AND_KILLED,
                CALLED_BACK_AND_PAUSED,
                SUPERSEDED,
                FOLLOWED_UP,
                FOLLOWED_UP_AND_CUT,
                FOLLOWED_UP_AND_KILLED);
    }

    public static List<Scenario> large() {
        return List.of(
                Scenario.of("two messages, a cut connection, a death")
                        .with(CUSTOMER_WRITES, 2)
                        .with(CONNECTION_CUT, 1)
                        .with(WORKER_DIES, 1)
                        .with(FAILS, 1),
                Scenario.of("people, a pause, a cut connection")
                        .with(CUSTOMER_WRITES, 1)
                        .with(PERSON_WRITES, 2)
                        .with(PERSON_PAUSES, 1)
                        .with(CONNECTION_CUT, 1)
                        .with(FAILS, 1),
                Scenario.of("people, a pause, a death, an uncertain send")
                        .with(CUSTOMER_WRITES, 1)
                        .with(PERSON_WRITES, 1)
                        .with(PERSON_PAUSES, 1)
                        .with(WORKER_DIES, 1)
                        .with(NO_ANSWER, 1)
                        .with(FAILS, 1),
                Scenario.of("three messages, an expired turn, a late status")
                        .with(CUSTOMER_WRITES, 3)
                        .with(TURN_EXPIRES, 1)
                        .with(NO_ANSWER, 1)
                        .with(STATUS_LATE, 1)
                        .with(SWEPT_TOO_EARLY, 1)
                        .with(META_REFUSES, 1));
    }
}
