package org.wahook.testbed.protocol;

import org.wahook.testbed.protocol.Scenario.Event;
import org.wahook.testbed.protocol.State.Ghost;
import org.wahook.testbed.protocol.State.Job;
import org.wahook.testbed.protocol.State.WorkerField;

/** What customers, people, Meta, the broker and time do. */
final class EnvironmentSteps {

    private static final int PAUSED_JOB = 9;
    private static final int RESUMED_JOB = 10;
    private static final int SWEEPERS_JOB = 12;
    private static final int REPLAYED_JOB = 13;

    private final Scenario scenario;
    private final CallbackSteps callbacks;
    private final FollowUpSteps followUps;

    EnvironmentSteps(Scenario scenario) {
        this.scenario = scenario;
        this.callbacks = new CallbackSteps(scenario);
        this.followUps = new FollowUpSteps(scenario);
    }

    void expand(State state, Transitions transitions) {
        people(state, transitions);
        queues(state, transitions);
        meta(state, transitions);
        time(state, transitions);
        callbacks.expand(state, transitions);
        followUps.timer(state, transitions);
        for (int worker = 0; worker < State.WORKERS; worker++) {
            if (state.busy(worker)) {
                harm(state, worker, transitions);
            }
        }
    }

    private static boolean room(State state) {
        return state.rows.count() < Rows.MOST_MESSAGES - 3;
    }

    /** Each keeps its message and publishes its job in one step: the router acks the event after both, people's are one. */
    private void people(State state, Transitions transitions) {
        if (state.left(Event.CUSTOMER_WRITES) > 0 && room(state)) {
            State next = transitions.go("the customer writes");
            next.happens(Event.CUSTOMER_WRITES);
            next.publish(new Job(1 + next.rows.store(), 0, 0, false));
        }
        if (state.left(Event.PERSON_WRITES) > 0 && room(state)) {
            State next = transitions.go("a person writes");
            next.happens(Event.PERSON_WRITES);
            next.publish(new Job(1 + next.rows.write(), 0, 0, false));
        }
        if (state.left(Event.PERSON_PAUSES) > 0 && !state.rows.paused()) {
            State next = transitions.go("a person pauses the bot");
            next.happens(Event.PERSON_PAUSES);
            next.rows.pause();
            next.publish(new Job(PAUSED_JOB, 0, 0, false));
        }
        if (state.rows.paused()) {
            State next = transitions.go("the pause ends");
            next.rows.unpause();
            next.publish(new Job(RESUMED_JOB, 0, 0, false));
        }
    }

    private void queues(State state, Transitions transitions) {
        boolean settling = settling(state);
        for (int place = 0; place < state.jobs(); place++) {
            Job job = state.job(place);
            if (job.waits() && !settling) {
                State next = transitions.go("job " + job.id() + " has waited");
                next.remove(place);
                next.publish(new Job(job.id(), job.attempts(), job.replayed(), false));
            }
            if (!job.waits() && state.left(Event.JOB_COPIED) > 0) {
                State next = transitions.go("job " + job.id() + " is there twice");
                next.happens(Event.JOB_COPIED);
                next.publish(job);
            }
        }
        for (int letter = 0; letter < state.letters() && state.left(Event.LETTER_REPLAYED) > 0; letter++) {
            int messages = state.letter(letter);
            State next = transitions.go("a letter is replayed");
            next.happens(Event.LETTER_REPLAYED);
            next.removeLetter(letter);
            next.ghost(Ghost.REPLAYED, next.ghost(Ghost.REPLAYED) | messages);
            next.publish(new Job(REPLAYED_JOB, 0, messages, false));
        }
    }

    /** A job that waits for a status comes back when the time for it is over. */
    private static boolean settling(State state) {
        for (int part = 0; part < state.rows.count(); part++) {
            if (state.rows.status(part) == Rows.SENDING && state.rows.settle(part) == Rows.SET) {
                return true;
            }
        }
        return false;
    }

    private void meta(State state, Transitions transitions) {
        Rows rows = state.rows;
        for (int part = 0; part < rows.count(); part++) {
            boolean unknown = rows.status(part) == Rows.SENDING || rows.status(part) == Rows.FAILED;
            if (rows.kind(part) == Rows.CUSTOMER || !unknown || inHand(state, part)) {
                continue;
            }
            boolean accepted = rows.accepted(part) > 0;
            if (accepted) {
                transitions.go("a status comes").rows.sent(part);
            }
            if (rows.settle(part) == Rows.SET && (!accepted || state.left(Event.STATUS_LATE) > 0)) {
                State next = transitions.go("the time for a status is over");
                next.rows.settled(part);
                if (accepted) {
                    next.happens(Event.STATUS_LATE);
                }
            }
        }
    }

    /** A worker may still send it, or write down what Meta said: the time to settle is longer than that takes. */
    private static boolean inHand(State state, int part) {
        for (int worker = 0; worker < State.WORKERS; worker++) {
            WorkerStep step = WorkerStep.at(state, worker);
            boolean sends = step == WorkerStep.CALL || step == WorkerStep.SENT || step == WorkerStep.UNKNOWN;
            if (sends && state.worker(worker, WorkerField.PART) == part) {
                return true;
            }
        }
        return false;
    }

    private void time(State state, Transitions transitions) {
        Rows rows = state.rows;
        boolean expired = rows.b[Rows.EXPIRED] == 1;
        if (rows.job() != 0 && !expired && !rows.awaited() && (state.quiet() || state.left(Event.TURN_EXPIRES) > 0)) {
            State next = transitions.go("the turn expires");
            next.rows.expire();
            if (!state.quiet()) {
                next.happens(Event.TURN_EXPIRES);
            }
        }
        boolean unfinished = rows.personUnsent() || (rows.pendingBits() != 0 && !rows.paused() && !rows.awaited());
        boolean free = rows.job() == 0 || expired;
        if (scenario.has(Mend.SWEEPER)
                && unfinished
                && free
                && (state.quiet() || state.left(Event.SWEPT_TOO_EARLY) > 0)) {
            State next = transitions.go("the sweeper publishes a job");
            if (!state.quiet()) {
                next.happens(Event.SWEPT_TOO_EARLY);
            }
            next.publish(new Job(SWEEPERS_JOB, 0, 0, false));
        }
    }

    private void harm(State state, int worker, Transitions transitions) {
        boolean open = state.worker(worker, WorkerField.OPEN) == 1;
        Job job = new Job(
                state.worker(worker, WorkerField.JOB),
                WorkerStep.at(state, worker) == WorkerStep.PUBLISH || WorkerStep.at(state, worker) == WorkerStep.HOLD
                        ? Math.max(0, state.worker(worker, WorkerField.ATTEMPTS) - 1)
                        : state.worker(worker, WorkerField.ATTEMPTS),
                state.worker(worker, WorkerField.REPLAYED),
                false);
        if (open && state.left(Event.CONNECTION_CUT) > 0) {
            State next = transitions.go("worker " + worker + " loses its connection");
            next.happens(Event.CONNECTION_CUT);
            next.worker(worker, WorkerField.OPEN, 0);
            next.publish(job);
        }
        if (state.left(Event.WORKER_DIES) > 0) {
            die(transitions.go("worker " + worker + " dies"), worker, open, job);
            if (WorkerStep.at(state, worker) == WorkerStep.CALL) {
                State sent = transitions.go("worker " + worker + " dies while Meta accepts");
                MetaSide.accept(sent, state.worker(worker, WorkerField.PART), scenario);
                die(sent, worker, open, job);
            }
        }
    }

    private static void die(State next, int worker, boolean open, Job job) {
        next.happens(Event.WORKER_DIES);
        next.idle(worker);
        if (open) {
            next.publish(job);
        }
    }
}
