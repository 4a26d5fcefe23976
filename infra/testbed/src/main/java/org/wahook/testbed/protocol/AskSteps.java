package org.wahook.testbed.protocol;

import static org.wahook.testbed.protocol.State.WorkerField.AI_REFUSED;
import static org.wahook.testbed.protocol.State.WorkerField.GIVEN;
import static org.wahook.testbed.protocol.State.WorkerField.PART;
import static org.wahook.testbed.protocol.State.WorkerField.PENDING;
import static org.wahook.testbed.protocol.State.WorkerField.SENDS;

import org.wahook.testbed.protocol.Scenario.Event;
import org.wahook.testbed.protocol.State.WorkerField;

/** A worker asks the bot, and keeps what it answers. */
final class AskSteps {

    private final Scenario scenario;
    private final EndSteps ending;

    AskSteps(Scenario scenario, EndSteps ending) {
        this.scenario = scenario;
        this.ending = ending;
    }

    void ask(State state, int worker, Transitions transitions, String label) {
        if (scenario.bug()) {
            State next = transitions.go(label + " throws");
            boolean named = scenario.has(Mend.UNEXPECTED_NAMES_MESSAGES);
            int job = next.worker(worker, WorkerField.JOB);
            next.worker(worker, GIVEN, named ? next.rows.pendingBits() : messagesOf(next.rows, job));
            ending.later(next, worker);
            return;
        }
        if (scenario.bot().later()) {
            WorkerStep.AWAIT.enter(transitions.go(label + " is to be answered later"), worker);
        } else {
            WorkerStep.KEEP.enter(transitions.go(label), worker);
        }
        if (state.left(Event.ANSWERS_AT_ONCE) > 0) {
            State next = transitions.go(label + " is answered at once");
            next.happens(Event.ANSWERS_AT_ONCE);
            WorkerStep.KEEP.enter(next, worker);
        }
        if (state.left(Event.FAILS) > 0) {
            State next = transitions.go(label + " fails");
            next.happens(Event.FAILS);
            ending.later(next, worker);
        }
        if (state.left(Event.AI_REFUSES) > 0) {
            State next = transitions.go(label + " is refused");
            next.happens(Event.AI_REFUSES);
            next.worker(worker, AI_REFUSED, 1);
            WorkerStep.GIVE_UP.enter(next, worker);
        }
    }

    /** The job of a customer's message names it; no other job names any. */
    private static int messagesOf(Rows rows, int job) {
        int message = job - 1;
        return message < rows.count() && rows.kind(message) == Rows.CUSTOMER ? 1 << message : 0;
    }

    static void keep(State next, int worker, int job, int turn) {
        int part = next.rows.keep(job, turn, next.worker(worker, PENDING));
        next.worker(worker, PART, part);
        next.worker(worker, SENDS, 1);
        if (part >= 0 && !next.rows.ofFollowUp(part) && next.left(Event.WANTS_FOLLOW_UP) > 0) {
            next.happens(Event.WANTS_FOLLOW_UP);
            next.rows.wantFollowUp();
        }
        (part < 0 ? WorkerStep.ACK : WorkerStep.CALL).enter(next, worker);
        if (part >= 0 && next.rows.paused()) {
            next.violation(Violation.BOT_DURING_PAUSE);
        }
    }
}
