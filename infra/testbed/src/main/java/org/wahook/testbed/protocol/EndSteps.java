package org.wahook.testbed.protocol;

import static org.wahook.testbed.protocol.State.WorkerField.AI_REFUSED;
import static org.wahook.testbed.protocol.State.WorkerField.ATTEMPTS;
import static org.wahook.testbed.protocol.State.WorkerField.GIVEN;
import static org.wahook.testbed.protocol.State.WorkerField.OPEN;
import static org.wahook.testbed.protocol.State.WorkerField.PAUSED;
import static org.wahook.testbed.protocol.State.WorkerField.REPLIED;
import static org.wahook.testbed.protocol.State.WorkerField.SEEN;
import static org.wahook.testbed.protocol.State.WorkerField.TURN;

import org.wahook.testbed.protocol.Scenario.Event;
import org.wahook.testbed.protocol.State.Ghost;
import org.wahook.testbed.protocol.State.Job;
import org.wahook.testbed.protocol.State.WorkerField;

/** A worker releases its turn, takes the next one, delays the job, or gives it up. */
final class EndSteps {

    static final int LEFT_OVER_JOB = 11;

    private final Scenario scenario;

    EndSteps(Scenario scenario) {
        this.scenario = scenario;
    }

    /** @param turn its number, or 0 where another job has it */
    static void claimed(State next, int worker, int turn) {
        next.worker(worker, TURN, turn);
        next.worker(worker, SEEN, next.rows.seq());
        next.worker(worker, PAUSED, next.rows.paused() ? 1 : 0);
        next.worker(worker, WorkerField.STALE, next.rows.stale() ? 1 : 0);
        (turn == 0 ? WorkerStep.ACK : WorkerStep.LOAD).enter(next, worker);
    }

    static void release(State next, int worker, int job, int turn) {
        int seen = next.worker(worker, SEEN);
        boolean released = next.worker(worker, PAUSED) == 1
                ? next.rows.releasePaused(job, turn, seen)
                : next.rows.release(job, turn, seen, next.worker(worker, REPLIED));
        (released ? WorkerStep.ACK : WorkerStep.ADVANCE).enter(next, worker);
    }

    /** A failed attempt: the next step of the ladder, or its end. */
    void later(State next, int worker) {
        int attempts = next.worker(worker, ATTEMPTS);
        if (attempts == scenario.ladder()) {
            WorkerStep.GIVE_UP.enter(next, worker);
        } else {
            next.worker(worker, ATTEMPTS, attempts + 1);
            WorkerStep.HOLD.enter(next, worker);
        }
    }

    void hold(State next, int worker, int job, int turn) {
        boolean fenced = scenario.has(Mend.FENCED_BY_NUMBER);
        boolean held = next.rows.hold(job, fenced ? turn : next.rows.number());
        (held || !fenced ? WorkerStep.PUBLISH : WorkerStep.ACK).enter(next, worker);
    }

    private boolean mayPublish(State state, int worker) {
        return state.worker(worker, OPEN) == 1 || scenario.has(Mend.HELD_TURN_ENDS_NO_JOB);
    }

    void publish(State state, int worker, Transitions transitions, String label) {
        if (!mayPublish(state, worker)) {
            transitions.go(label + " finds the channel closed").idle(worker);
            return;
        }
        Job job = new Job(
                state.worker(worker, WorkerField.JOB),
                state.worker(worker, ATTEMPTS),
                state.worker(worker, WorkerField.REPLAYED),
                true);
        State next = transitions.go(label);
        next.publish(job);
        WorkerStep.ACK.enter(next, worker);
        if (state.left(Event.JOB_COPIED) > 0) {
            State twice = transitions.go(label + " without a confirm in time");
            twice.happens(Event.JOB_COPIED);
            twice.publish(job);
        }
    }

    void giveUp(State next, int worker, int job, int turn) {
        if (!mayPublish(next, worker)) {
            next.idle(worker);
            return;
        }
        int given = next.worker(worker, GIVEN);
        boolean refused = next.worker(worker, AI_REFUSED) == 1;
        boolean fenced = scenario.has(Mend.FENCED_BY_NUMBER);
        boolean saidBefore = !fenced && refused && next.rows.job() == job;
        int pending = next.rows.pendingBits();
        Rows.GivenUp givenUp = next.rows.giveUp(job, turn, given, scenario.mends());
        if (givenUp != Rows.GivenUp.TAKEN_OVER || !fenced) {
            if (given == 0) {
                next.violation(Violation.EMPTY_LETTER);
            }
            next.addLetter(given);
            if ((given & next.ghost(Ghost.CALLED_BACK) & ~Properties.keptReplies(next.rows)) != 0) {
                next.violation(Violation.ANSWER_LOST);
            }
        }
        if (next.rows.paused() && (pending & ~next.rows.pendingBits()) != 0) {
            next.violation(Violation.GIVEN_UP_DURING_PAUSE);
        }
        if (givenUp == Rows.GivenUp.OTHERS_WAIT) {
            next.publish(new Job(LEFT_OVER_JOB, 0, 0, false));
        }
        if (saidBefore || (fenced && refused && givenUp != Rows.GivenUp.TAKEN_OVER)) {
            next.ghost(Ghost.FALLBACK, next.ghost(Ghost.FALLBACK) | given);
        }
        WorkerStep.ACK.enter(next, worker);
    }
}
