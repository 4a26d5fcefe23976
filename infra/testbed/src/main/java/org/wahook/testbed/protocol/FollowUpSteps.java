package org.wahook.testbed.protocol;

import static org.wahook.testbed.protocol.State.WorkerField.PART;
import static org.wahook.testbed.protocol.State.WorkerField.PAUSED;
import static org.wahook.testbed.protocol.State.WorkerField.REPLIED;
import static org.wahook.testbed.protocol.State.WorkerField.SENDS;
import static org.wahook.testbed.protocol.State.WorkerField.STALE;

import org.wahook.testbed.protocol.Scenario.Event;
import org.wahook.testbed.protocol.State.Job;

/** A worker in the turn of a follow-up, and the timer that publishes its job. */
final class FollowUpSteps {

    private static final int FOLLOW_UP_JOB = 14;

    private final Scenario scenario;

    FollowUpSteps(Scenario scenario) {
        this.scenario = scenario;
    }

    /** A follow-up's job that finds nothing to answer is about its follow-up. */
    static void loaded(State next, int worker, int job, int stale) {
        boolean nothing = WorkerStep.at(next, worker) == WorkerStep.RELEASE && next.worker(worker, REPLIED) == 0;
        if (job == FOLLOW_UP_JOB && nothing) {
            WorkerStep.FOLLOW.enter(next, worker);
            next.worker(worker, STALE, stale);
        }
    }

    void look(State next, int worker) {
        Rows rows = next.rows;
        boolean stale = next.worker(worker, STALE) == 1 && scenario.has(Mend.FOLLOW_UP_SEES_MESSAGES);
        int part = rows.followUpReply();
        if (!rows.followUpIsDue()) {
            WorkerStep.RELEASE.enter(next, worker);
        } else if (stale || next.worker(worker, PAUSED) == 1) {
            WorkerStep.FOLLOW_ABANDON.enter(next, worker);
        } else if (part < 0) {
            if (next.worker(worker, STALE) == 1) {
                next.violation(Violation.FOLLOWED_UP_IN_VAIN);
            }
            WorkerStep.FOLLOW_ASK.enter(next, worker);
        } else if (!rows.unsent(part)) {
            WorkerStep.FOLLOW_DONE.enter(next, worker);
        } else {
            send(next, worker, part);
        }
    }

    /** A part that may be with Meta waits for a status, until its job comes again. */
    private static void send(State next, int worker, int part) {
        Rows rows = next.rows;
        if (rows.status(part) == Rows.SENDING && rows.settle(part) != Rows.OVER) {
            rows.foundSending(part, rows.sends(part));
            failed(next, worker);
        } else {
            next.worker(worker, PART, part);
            next.worker(worker, SENDS, rows.sends(part));
            WorkerStep.START.enter(next, worker);
        }
    }

    void ask(State state, int worker, Transitions transitions, String label) {
        WorkerStep.FOLLOW_KEEPS.enter(transitions.go(label), worker);
        if (state.left(Event.FAILS) > 0) {
            State next = transitions.go(label + " fails");
            next.happens(Event.FAILS);
            failed(next, worker);
        }
    }

    /** It is tried three times, each by another job. */
    static void failed(State next, int worker) {
        next.worker(worker, REPLIED, 0);
        (next.rows.followUpMayBeTriedAgain() ? WorkerStep.RELEASE : WorkerStep.FOLLOW_ABANDON).enter(next, worker);
    }

    void timer(State state, Transitions transitions) {
        boolean due = state.rows.hasFollowUp() && (!state.rows.followUpIsDue() || state.quiet());
        if (!due) {
            return;
        }
        if (state.left(Event.WORKER_DIES) > 0) {
            State next = transitions.go("a worker dies before it publishes the follow-up's job");
            next.happens(Event.WORKER_DIES);
            next.rows.putFollowUpOff(scenario.mends());
        }
        State next = transitions.go("the follow-up's job is published");
        if (next.rows.putFollowUpOff(scenario.mends())) {
            next.publish(new Job(FOLLOW_UP_JOB, 0, 0, false));
        }
    }
}
