package org.wahook.testbed.protocol;

import static org.wahook.testbed.protocol.State.WorkerField.PART;
import static org.wahook.testbed.protocol.State.WorkerField.REPLIED;
import static org.wahook.testbed.protocol.State.WorkerField.SENDS;
import static org.wahook.testbed.protocol.State.WorkerField.TURN;

import org.wahook.testbed.protocol.Scenario.Event;
import org.wahook.testbed.protocol.State.WorkerField;

/** A worker hands a part to Meta. */
final class SendSteps {

    private final Scenario scenario;
    private final EndSteps ending;

    SendSteps(Scenario scenario, EndSteps ending) {
        this.scenario = scenario;
        this.ending = ending;
    }

    void start(State next, int worker, int job, int turn) {
        int part = next.worker(worker, PART);
        int sends = next.worker(worker, SENDS);
        if (next.rows.startSending(job, turn, part, sends)) {
            next.worker(worker, SENDS, sends + 1);
            WorkerStep.CALL.enter(next, worker);
            if (next.rows.paused() && next.rows.kind(part) == Rows.BOT) {
                next.violation(Violation.BOT_DURING_PAUSE);
            }
        } else if (next.rows.status(part) == Rows.SENT) {
            after(next, worker, part);
        } else {
            WorkerStep.ACK.enter(next, worker);
        }
    }

    void call(State state, int worker, Transitions transitions, String label) {
        int part = state.worker(worker, PART);
        State accepted = transitions.go(label + " accepted");
        MetaSide.accept(accepted, part, scenario);
        WorkerStep.SENT.enter(accepted, worker);
        if (state.left(Event.NO_ANSWER) > 0) {
            State silent = transitions.go(label + " accepted without an answer");
            silent.happens(Event.NO_ANSWER);
            MetaSide.accept(silent, part, scenario);
            WorkerStep.UNKNOWN.enter(silent, worker);
            State lost = transitions.go(label + " lost without an answer");
            lost.happens(Event.NO_ANSWER);
            WorkerStep.UNKNOWN.enter(lost, worker);
        }
        if (state.left(Event.FAILS) > 0) {
            State next = transitions.go(label + " not now");
            next.happens(Event.FAILS);
            next.rows.notSent(part, next.worker(worker, SENDS));
            if (next.rows.ofFollowUp(part)) {
                FollowUpSteps.failed(next, worker);
            } else {
                ending.later(next, worker);
            }
        }
        if (state.left(Event.META_REFUSES) > 0) {
            State next = transitions.go(label + " refused");
            next.happens(Event.META_REFUSES);
            refused(next, worker, part);
        }
    }

    private static void refused(State next, int worker, int part) {
        next.rows.notSent(part, next.worker(worker, SENDS));
        if (next.rows.kind(part) == Rows.PERSON) {
            next.rows.humanFailed(next.worker(worker, WorkerField.JOB), next.worker(worker, TURN), part);
            next.worker(worker, REPLIED, 0);
            WorkerStep.RELEASE.enter(next, worker);
        } else {
            WorkerStep.GIVE_UP.enter(next, worker);
        }
    }

    void after(State next, int worker, int part) {
        next.worker(worker, REPLIED, next.rows.turn(part));
        if (next.rows.kind(part) == Rows.PERSON) {
            WorkerStep.ANSWER.enter(next, worker);
        } else if (next.rows.ofFollowUp(part)) {
            WorkerStep.FOLLOW_DONE.enter(next, worker);
        } else if (scenario.limits().containsKey(Event.WANTS_FOLLOW_UP)) {
            WorkerStep.FINISH.enter(next, worker);
        } else {
            (scenario.bot().later() ? WorkerStep.CLEAR : WorkerStep.RELEASE).enter(next, worker);
        }
    }
}
