package org.wahook.testbed.protocol;

import static org.wahook.testbed.protocol.State.WorkerField.AI_REFUSED;
import static org.wahook.testbed.protocol.State.WorkerField.GIVEN;
import static org.wahook.testbed.protocol.State.WorkerField.PART;
import static org.wahook.testbed.protocol.State.WorkerField.PAUSED;
import static org.wahook.testbed.protocol.State.WorkerField.PENDING;
import static org.wahook.testbed.protocol.State.WorkerField.REPLIED;
import static org.wahook.testbed.protocol.State.WorkerField.SEEN;
import static org.wahook.testbed.protocol.State.WorkerField.SENDS;
import static org.wahook.testbed.protocol.State.WorkerField.TURN;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.wahook.testbed.protocol.Scenario.Event;
import org.wahook.testbed.protocol.State.Ghost;
import org.wahook.testbed.protocol.State.Job;
import org.wahook.testbed.protocol.State.WorkerField;

/** What a worker does with a job, a statement, a publish, a call or an ack at a time. */
@SuppressWarnings({"EnumOrdinal", "ImmutableEnumChecker"}) // a byte tells the step; the lists are copies
final class WorkerSteps {

    static final int LEFT_OVER_JOB = 11;

    /** Where a worker is: each is done in one step. With what it has to know there besides its job. */
    enum Step {
        IDLE,
        REVIVE,
        CLAIM,
        LOOK(TURN, SEEN, PAUSED),
        LOAD(TURN, SEEN, PAUSED),
        ASK(TURN, SEEN, PAUSED, PENDING, GIVEN),
        KEEP(TURN, SEEN, PAUSED, PENDING, GIVEN),
        START(TURN, SEEN, PAUSED, PART, SENDS, GIVEN),
        CALL(TURN, SEEN, PAUSED, PART, SENDS, GIVEN),
        SENT(TURN, SEEN, PAUSED, PART),
        UNKNOWN(TURN, PART, SENDS, GIVEN),
        ANSWER(TURN, SEEN, PAUSED, PART),
        RELEASE(TURN, SEEN, PAUSED, REPLIED),
        ADVANCE(TURN),
        HOLD(TURN),
        PUBLISH,
        GIVE_UP(TURN, GIVEN, AI_REFUSED),
        ACK;

        private final List<WorkerField> forgotten;

        Step(WorkerField... known) {
            Set<WorkerField> rest = EnumSet.range(TURN, AI_REFUSED);
            rest.removeAll(List.of(known));
            this.forgotten = List.copyOf(rest);
        }
    }

    private final Scenario scenario;

    WorkerSteps(Scenario scenario) {
        this.scenario = scenario;
    }

    static Step at(State state, int worker) {
        return STEPS[state.worker(worker, WorkerField.STEP)];
    }

    private static final Step[] STEPS = Step.values();

    private static final String[][] LABELS = labels();

    private static String[][] labels() {
        String[][] labels = new String[State.WORKERS][STEPS.length];
        for (int worker = 0; worker < State.WORKERS; worker++) {
            for (Step step : STEPS) {
                labels[worker][step.ordinal()] = "worker " + worker + ": " + step;
            }
        }
        return labels;
    }

    static void to(State state, int worker, Step step) {
        state.worker(worker, WorkerField.STEP, step.ordinal());
        for (WorkerField field : step.forgotten) {
            state.worker(worker, field, 0);
        }
    }

    private static int know(State state, int worker, WorkerField field) {
        return state.worker(worker, field);
    }

    void expand(State state, int worker, Transitions transitions) {
        Step step = at(state, worker);
        if (step == Step.IDLE) {
            take(state, worker, transitions);
            return;
        }
        String label = LABELS[worker][step.ordinal()];
        switch (step) {
            case ASK -> ask(state, worker, transitions, label);
            case CALL -> call(state, worker, transitions, label);
            case PUBLISH -> publish(state, worker, transitions, label);
            default -> act(step, transitions.go(label), worker);
        }
    }

    private void take(State state, int worker, Transitions transitions) {
        if (worker > 0 && !state.busy(0)) {
            return; // The workers are alike: it makes no difference which of two idle ones gets the job.
        }
        for (int place = 0; place < state.jobs(); place++) {
            Job job = state.job(place);
            if (!job.waits() && (place == 0 || !job.equals(state.job(place - 1)))) {
                State next = transitions.go("worker " + worker + ": takes job " + job.id());
                next.remove(place);
                next.worker(worker, WorkerField.JOB, job.id());
                next.worker(worker, WorkerField.ATTEMPTS, job.attempts());
                next.worker(worker, WorkerField.REPLAYED, job.replayed());
                next.worker(worker, WorkerField.OPEN, 1);
                to(next, worker, job.replayed() == 0 ? Step.CLAIM : Step.REVIVE);
            }
        }
    }

    private void act(Step step, State next, int worker) {
        Rows rows = next.rows;
        int job = know(next, worker, WorkerField.JOB);
        int turn = know(next, worker, TURN);
        int part = know(next, worker, PART);
        int sends = know(next, worker, SENDS);
        switch (step) {
            case REVIVE -> {
                rows.revive(know(next, worker, WorkerField.REPLAYED));
                to(next, worker, Step.CLAIM);
            }
            case CLAIM -> {
                claimed(next, worker, rows.claim(job));
                if (at(next, worker) == Step.LOAD && scenario.has(Mend.HELD_TURN_ENDS_NO_JOB)) {
                    to(next, worker, Step.LOOK);
                }
            }
            case LOOK -> to(next, worker, know(next, worker, WorkerField.OPEN) == 1 ? Step.LOAD : Step.HOLD);
            case LOAD -> TurnReading.read(next, worker, scenario.has(Mend.GIVES_UP_OWN_PARTS));
            case KEEP -> keep(next, worker, job, turn);
            case START -> start(next, worker, job, turn);
            case SENT -> {
                rows.sent(part);
                after(next, worker, part);
            }
            case UNKNOWN -> {
                rows.unknown(part, sends);
                later(next, worker);
            }
            case ANSWER -> {
                rows.answeredByHuman(job, turn, part);
                next.worker(worker, REPLIED, 0);
                to(next, worker, Step.RELEASE);
            }
            case RELEASE -> {
                int seen = know(next, worker, SEEN);
                boolean released = know(next, worker, PAUSED) == 1
                        ? rows.releasePaused(job, turn, seen)
                        : rows.release(job, turn, seen, know(next, worker, REPLIED));
                to(next, worker, released ? Step.ACK : Step.ADVANCE);
            }
            case ADVANCE -> claimed(next, worker, rows.advance(job, turn));
            case HOLD -> hold(next, worker, job, turn);
            case GIVE_UP -> giveUp(next, worker, job, turn);
            case ACK -> next.idle(worker);
            case IDLE, ASK, CALL, PUBLISH -> throw new IllegalStateException(step.name());
        }
    }

    private static void claimed(State next, int worker, int turn) {
        next.worker(worker, TURN, turn);
        next.worker(worker, SEEN, next.rows.seq());
        next.worker(worker, PAUSED, next.rows.paused() ? 1 : 0);
        to(next, worker, turn == 0 ? Step.ACK : Step.LOAD);
    }

    private void ask(State state, int worker, Transitions transitions, String label) {
        if (scenario.bug()) {
            State next = transitions.go(label + " throws");
            boolean named = scenario.has(Mend.UNEXPECTED_NAMES_MESSAGES);
            int job = know(next, worker, WorkerField.JOB);
            next.worker(worker, GIVEN, named ? next.rows.pendingBits() : messagesOf(next.rows, job));
            later(next, worker);
            return;
        }
        to(transitions.go(label), worker, Step.KEEP);
        if (state.left(Event.FAILS) > 0) {
            State next = transitions.go(label + " fails");
            next.happens(Event.FAILS);
            later(next, worker);
        }
        if (state.left(Event.AI_REFUSES) > 0) {
            State next = transitions.go(label + " is refused");
            next.happens(Event.AI_REFUSES);
            next.worker(worker, AI_REFUSED, 1);
            to(next, worker, Step.GIVE_UP);
        }
    }

    /** The job of a customer's message names it; no other job names any. */
    private static int messagesOf(Rows rows, int job) {
        int message = job - 1;
        return message < rows.count() && rows.kind(message) == Rows.CUSTOMER ? 1 << message : 0;
    }

    private static void keep(State next, int worker, int job, int turn) {
        int part = next.rows.keep(job, turn, know(next, worker, PENDING));
        next.worker(worker, PART, part);
        next.worker(worker, SENDS, 1);
        to(next, worker, part < 0 ? Step.ACK : Step.CALL);
        if (part >= 0 && next.rows.paused()) {
            next.violation(Violation.BOT_DURING_PAUSE);
        }
    }

    private static void start(State next, int worker, int job, int turn) {
        int part = know(next, worker, PART);
        int sends = know(next, worker, SENDS);
        if (next.rows.startSending(job, turn, part, sends)) {
            next.worker(worker, SENDS, sends + 1);
            to(next, worker, Step.CALL);
            if (next.rows.paused() && next.rows.kind(part) == Rows.BOT) {
                next.violation(Violation.BOT_DURING_PAUSE);
            }
        } else if (next.rows.status(part) == Rows.SENT) {
            after(next, worker, part);
        } else {
            to(next, worker, Step.ACK);
        }
    }

    private void call(State state, int worker, Transitions transitions, String label) {
        int part = know(state, worker, PART);
        State accepted = transitions.go(label + " accepted");
        MetaSide.accept(accepted, part, scenario);
        to(accepted, worker, Step.SENT);
        if (state.left(Event.NO_ANSWER) > 0) {
            State silent = transitions.go(label + " accepted without an answer");
            silent.happens(Event.NO_ANSWER);
            MetaSide.accept(silent, part, scenario);
            to(silent, worker, Step.UNKNOWN);
            State lost = transitions.go(label + " lost without an answer");
            lost.happens(Event.NO_ANSWER);
            to(lost, worker, Step.UNKNOWN);
        }
        if (state.left(Event.FAILS) > 0) {
            State next = transitions.go(label + " not now");
            next.happens(Event.FAILS);
            next.rows.notSent(part, know(next, worker, SENDS));
            later(next, worker);
        }
        if (state.left(Event.META_REFUSES) > 0) {
            State next = transitions.go(label + " refused");
            next.happens(Event.META_REFUSES);
            refused(next, worker, part);
        }
    }

    private static void refused(State next, int worker, int part) {
        next.rows.notSent(part, know(next, worker, SENDS));
        if (next.rows.kind(part) == Rows.PERSON) {
            next.rows.humanFailed(know(next, worker, WorkerField.JOB), know(next, worker, TURN), part);
            next.worker(worker, REPLIED, 0);
            to(next, worker, Step.RELEASE);
        } else {
            to(next, worker, Step.GIVE_UP);
        }
    }

    private static void after(State next, int worker, int part) {
        next.worker(worker, REPLIED, next.rows.turn(part));
        to(next, worker, next.rows.kind(part) == Rows.PERSON ? Step.ANSWER : Step.RELEASE);
    }

    /** A failed attempt: the next step of the ladder, or its end. */
    private void later(State next, int worker) {
        int attempts = know(next, worker, WorkerField.ATTEMPTS);
        if (attempts == scenario.ladder()) {
            to(next, worker, Step.GIVE_UP);
        } else {
            next.worker(worker, WorkerField.ATTEMPTS, attempts + 1);
            to(next, worker, Step.HOLD);
        }
    }

    private void hold(State next, int worker, int job, int turn) {
        boolean fenced = scenario.has(Mend.FENCED_BY_NUMBER);
        boolean held = next.rows.hold(job, fenced ? turn : next.rows.number());
        to(next, worker, held || !fenced ? Step.PUBLISH : Step.ACK);
    }

    private boolean mayPublish(State state, int worker) {
        return know(state, worker, WorkerField.OPEN) == 1 || scenario.has(Mend.HELD_TURN_ENDS_NO_JOB);
    }

    private void publish(State state, int worker, Transitions transitions, String label) {
        if (!mayPublish(state, worker)) {
            transitions.go(label + " finds the channel closed").idle(worker);
            return;
        }
        Job job = new Job(
                know(state, worker, WorkerField.JOB),
                know(state, worker, WorkerField.ATTEMPTS),
                know(state, worker, WorkerField.REPLAYED),
                true);
        State next = transitions.go(label);
        next.publish(job);
        to(next, worker, Step.ACK);
        if (state.left(Event.JOB_COPIED) > 0) {
            State twice = transitions.go(label + " without a confirm in time");
            twice.happens(Event.JOB_COPIED);
            twice.publish(job);
        }
    }

    private void giveUp(State next, int worker, int job, int turn) {
        if (!mayPublish(next, worker)) {
            next.idle(worker);
            return;
        }
        int given = know(next, worker, GIVEN);
        boolean refused = know(next, worker, AI_REFUSED) == 1;
        boolean fenced = scenario.has(Mend.FENCED_BY_NUMBER);
        boolean saidBefore = !fenced && refused && next.rows.job() == job;
        int pending = next.rows.pendingBits();
        Rows.GivenUp givenUp = next.rows.giveUp(job, turn, given, scenario.mends());
        if (givenUp != Rows.GivenUp.TAKEN_OVER || !fenced) {
            if (given == 0) {
                next.violation(Violation.EMPTY_LETTER);
            }
            next.addLetter(given);
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
        to(next, worker, Step.ACK);
    }
}
