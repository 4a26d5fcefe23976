package org.wahook.testbed.protocol;

import org.wahook.testbed.protocol.Scenario.Bot;
import org.wahook.testbed.protocol.Scenario.Event;
import org.wahook.testbed.protocol.State.Ghost;

/** What must hold in a state that has no next step. What must hold in each step is checked there. */
final class Properties {

    private final Scenario scenario;

    Properties(Scenario scenario) {
        this.scenario = scenario;
    }

    /** Marks a state in which one of them does not hold. */
    void check(State state) {
        if (!state.quiet() || state.rows.paused()) {
            return;
        }
        Rows rows = state.rows;
        if (rows.pendingBits() != 0 || rows.personUnsent()) {
            checkWaiting(state);
            return;
        }
        for (int message = 0; message < rows.count(); message++) {
            if (rows.kind(message) == Rows.CUSTOMER) {
                checkQuestion(state, message);
            } else if (rows.kind(message) == Rows.BOT
                    && rows.status(message) == Rows.DRAFT
                    && !triedAgain(rows, message)) {
                state.violation(Violation.DRAFT_LEFT);
            }
        }
        checkLetters(state);
    }

    private void checkWaiting(State state) {
        Rows rows = state.rows;
        int pending = rows.pendingBits();
        int waited = rows.find(Rows.AWAITED, Rows.HAS_ANSWER, pending);
        if (rows.find(Rows.HAS_ANSWER, 0, pending) >= 0) {
            state.violation(Violation.ANSWER_WAITS);
        } else if (scenario.bot() == Bot.SUPERSEDED && waited >= 0 && rows.asked(waited) != pending) {
            state.violation(Violation.WAITS_IN_VAIN);
        } else if (!scenario.has(Mend.SWEEPER) && !rows.hasTimer()) {
            state.violation(Violation.FORGOTTEN);
        }
    }

    private void checkQuestion(State state, int question) {
        int accepted = acceptedReplies(state.rows, question);
        boolean certain = allLeft(state, Event.NO_ANSWER) && allLeft(state, Event.WORKER_DIES);
        if (state.rows.status(question) == Rows.ANSWERED && accepted == 0 && !personAfter(state.rows, question)) {
            state.violation(Violation.ANSWERED_WITHOUT_REPLY);
        }
        if (state.rows.status(question) == Rows.FAILED) {
            if (!named(state, question)) {
                state.violation(Violation.FAILED_WITHOUT_LETTER);
            }
            if (accepted > 0 && certain) {
                state.violation(Violation.FAILED_THOUGH_ANSWERED);
            }
        }
        boolean sorry = Rows.in(state.ghost(Ghost.FALLBACK), question);
        if (sorry && accepted > 0 && certain && !Rows.in(state.ghost(Ghost.REPLAYED), question)) {
            state.violation(Violation.SORRY_AND_ANSWERED);
        }
    }

    private static boolean triedAgain(Rows rows, int part) {
        return rows.ofFollowUp(part) && rows.hasFollowUp();
    }

    private boolean allLeft(State state, Event event) {
        return state.left(event) == scenario.limits().getOrDefault(event, 0);
    }

    /** How many accepted replies of the bot answer a message. */
    static int acceptedReplies(Rows rows, int question) {
        int accepted = 0;
        for (int reply = 0; reply < rows.count(); reply++) {
            if (rows.kind(reply) == Rows.BOT && Rows.in(rows.questions(reply), question)) {
                accepted += rows.accepted(reply);
            }
        }
        return accepted;
    }

    /** The messages for which the bot has a reply, whatever became of it. */
    static int keptReplies(Rows rows) {
        int kept = 0;
        for (int reply = 0; reply < rows.count(); reply++) {
            kept |= rows.kind(reply) == Rows.BOT ? rows.questions(reply) : 0;
        }
        return kept;
    }

    private static boolean personAfter(Rows rows, int question) {
        for (int reply = question + 1; reply < rows.count(); reply++) {
            if (rows.kind(reply) == Rows.PERSON && rows.accepted(reply) > 0) {
                return true;
            }
        }
        return false;
    }

    private static boolean named(State state, int message) {
        for (int letter = 0; letter < state.letters(); letter++) {
            if (Rows.in(state.letter(letter), message)) {
                return true;
            }
        }
        return false;
    }

    /** Not of people's messages: a status may tell afterwards that one was sent after all. */
    private static void checkLetters(State state) {
        for (int letter = 0; letter < state.letters(); letter++) {
            for (int message = 0; message < state.rows.count(); message++) {
                if (Rows.in(state.letter(letter), message)
                        && state.rows.kind(message) == Rows.CUSTOMER
                        && state.rows.status(message) != Rows.FAILED
                        && !Rows.in(state.ghost(Ghost.REPLAYED), message)) {
                    state.violation(Violation.LETTER_WITHOUT_MARKS);
                }
            }
        }
    }
}
