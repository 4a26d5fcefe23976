package org.wahook.testbed.protocol;

import static org.wahook.testbed.protocol.State.WorkerField.OPEN;
import static org.wahook.testbed.protocol.State.WorkerField.PART;
import static org.wahook.testbed.protocol.State.WorkerField.REPLIED;
import static org.wahook.testbed.protocol.State.WorkerField.SEEN;
import static org.wahook.testbed.protocol.State.WorkerField.SENDS;
import static org.wahook.testbed.protocol.State.WorkerField.TURN;

import org.wahook.testbed.protocol.State.Job;
import org.wahook.testbed.protocol.State.WorkerField;

/** What a worker does with a job, a statement, a publish, a call or an ack at a time. */
final class WorkerSteps {

    private final Scenario scenario;
    private final AskSteps asking;
    private final SendSteps sending;
    private final LateSteps late;
    private final FollowUpSteps followingUp;
    private final EndSteps ending;

    WorkerSteps(Scenario scenario) {
        this.scenario = scenario;
        this.ending = new EndSteps(scenario);
        this.asking = new AskSteps(scenario, ending);
        this.late = new LateSteps(scenario, ending);
        this.followingUp = new FollowUpSteps(scenario);
        this.sending = new SendSteps(scenario, ending);
    }

    void expand(State state, int worker, Transitions transitions) {
        WorkerStep step = WorkerStep.at(state, worker);
        if (step == WorkerStep.IDLE) {
            take(state, worker, transitions);
            return;
        }
        String label = step.label(worker);
        switch (step) {
            case ASK -> asking.ask(state, worker, transitions, label);
            case FOLLOW_ASK -> followingUp.ask(state, worker, transitions, label);
            case CALL -> sending.call(state, worker, transitions, label);
            case PUBLISH -> ending.publish(state, worker, transitions, label);
            default -> act(step, transitions.go(label), worker);
        }
    }

    private static void take(State state, int worker, Transitions transitions) {
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
                next.worker(worker, OPEN, 1);
                (job.replayed() == 0 ? WorkerStep.CLAIM : WorkerStep.REVIVE).enter(next, worker);
            }
        }
    }

    private void act(WorkerStep step, State next, int worker) {
        Rows rows = next.rows;
        int job = next.worker(worker, WorkerField.JOB);
        int turn = next.worker(worker, TURN);
        int part = next.worker(worker, PART);
        switch (step) {
            case REVIVE -> {
                rows.revive(next.worker(worker, WorkerField.REPLAYED));
                WorkerStep.CLAIM.enter(next, worker);
            }
            case CLAIM -> {
                EndSteps.claimed(next, worker, rows.claim(job));
                if (WorkerStep.at(next, worker) == WorkerStep.LOAD && scenario.has(Mend.HELD_TURN_ENDS_NO_JOB)) {
                    WorkerStep.LOOK.enter(next, worker);
                }
            }
            case LOOK -> (next.worker(worker, OPEN) == 1 ? WorkerStep.LOAD : WorkerStep.HOLD).enter(next, worker);
            case LOAD -> {
                int stale = next.worker(worker, WorkerField.STALE);
                TurnReading.read(next, worker, scenario.has(Mend.GIVES_UP_OWN_PARTS));
                if (scenario.bot().later()) {
                    LateSteps.loaded(next, worker);
                }
                FollowUpSteps.loaded(next, worker, job, stale);
            }
            case FOLLOW -> followingUp.look(next, worker);
            case FOLLOW_KEEPS -> {
                rows.followUpKeeps(job, turn, scenario.mends());
                WorkerStep.KEEP.enter(next, worker);
            }
            case FOLLOW_ABANDON -> {
                if (scenario.has(Mend.FOLLOW_UP_LEAVES_NO_DRAFT)) {
                    rows.followUpAbandoned(job, turn);
                }
                WorkerStep.FOLLOW_DONE.enter(next, worker);
            }
            case FOLLOW_DONE -> {
                rows.followUpDone(job, turn);
                WorkerStep.RELEASE.enter(next, worker);
            }
            case FINISH -> {
                rows.finish(job, turn, next.worker(worker, SEEN));
                (scenario.bot().later() ? WorkerStep.CLEAR : WorkerStep.RELEASE).enter(next, worker);
            }
            case HEAR -> late.hear(next, worker);
            case OFFER -> late.offer(next, worker, job, turn);
            case AWAIT -> late.await(next, worker, job, turn);
            case DEADLINE -> late.deadline(next, worker, job, turn);
            case CLEAR -> {
                rows.answersDone(job, turn);
                WorkerStep.RELEASE.enter(next, worker);
            }
            case KEEP -> AskSteps.keep(next, worker, job, turn);
            case START -> sending.start(next, worker, job, turn);
            case SENT -> {
                rows.sent(part);
                sending.after(next, worker, part);
            }
            case UNKNOWN -> {
                rows.unknown(part, next.worker(worker, SENDS));
                ending.later(next, worker);
            }
            case ANSWER -> {
                rows.answeredByHuman(job, turn, part);
                next.worker(worker, REPLIED, 0);
                WorkerStep.RELEASE.enter(next, worker);
            }
            case RELEASE -> EndSteps.release(next, worker, job, turn);
            case ADVANCE -> EndSteps.claimed(next, worker, rows.advance(job, turn));
            case HOLD -> ending.hold(next, worker, job, turn);
            case GIVE_UP -> ending.giveUp(next, worker, job, turn);
            case ACK -> next.idle(worker);
            case IDLE, ASK, FOLLOW_ASK, CALL, PUBLISH -> throw new IllegalStateException(step.name());
        }
    }
}
