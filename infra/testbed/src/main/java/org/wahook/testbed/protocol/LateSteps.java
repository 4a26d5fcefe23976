package org.wahook.testbed.protocol;

import static org.wahook.testbed.protocol.State.WorkerField.AI_REFUSED;
import static org.wahook.testbed.protocol.State.WorkerField.ATTEMPTS;
import static org.wahook.testbed.protocol.State.WorkerField.GIVEN;
import static org.wahook.testbed.protocol.State.WorkerField.PENDING;
import static org.wahook.testbed.protocol.State.WorkerField.REPLIED;
import static org.wahook.testbed.protocol.State.WorkerField.SEEN;

import org.wahook.testbed.protocol.Scenario.Bot;

/** A worker in the turn of a bot that answers later: looks whether it has, offers a callback, begins to wait. */
final class LateSteps {

    private final Scenario scenario;
    private final EndSteps ending;

    LateSteps(Scenario scenario, EndSteps ending) {
        this.scenario = scenario;
        this.ending = ending;
    }

    /** Before such a bot is asked its callbacks are looked at; after its reply they are forgotten. */
    static void loaded(State next, int worker) {
        if (WorkerStep.at(next, worker) == WorkerStep.ASK) {
            WorkerStep.HEAR.enter(next, worker);
        } else if (WorkerStep.at(next, worker) == WorkerStep.RELEASE && next.worker(worker, REPLIED) > 0) {
            WorkerStep.CLEAR.enter(next, worker);
        }
    }

    void hear(State next, int worker) {
        Rows rows = next.rows;
        int pending = next.worker(worker, PENDING);
        int answered = rows.find(Rows.HAS_ANSWER, 0, pending);
        int over = rows.find(Rows.AWAITED, 0, pending);
        if (answered >= 0) {
            about(next, worker, rows.asked(answered));
            WorkerStep.KEEP.enter(next, worker);
        } else if (over >= 0 && rows.is(over, Rows.TIME_OVER)) {
            about(next, worker, rows.asked(over));
            WorkerStep.DEADLINE.enter(next, worker);
        } else if (over >= 0 && (rows.asked(over) == pending || scenario.bot() != Bot.SUPERSEDED)) {
            about(next, worker, rows.asked(over));
            WorkerStep.AWAIT.enter(next, worker);
        } else {
            WorkerStep.OFFER.enter(next, worker);
        }
    }

    /** Others may have come since. */
    private static void about(State next, int worker, int questions) {
        next.worker(worker, PENDING, questions);
        next.worker(worker, GIVEN, questions);
    }

    void offer(State next, int worker, int job, int turn) {
        int token = next.rows.offer(
                job, turn, next.worker(worker, PENDING), next.worker(worker, ATTEMPTS), scenario.mends());
        (token < 0 ? WorkerStep.ACK : WorkerStep.ASK).enter(next, worker);
    }

    /** The bot has answered 202. Where something has come meanwhile the next turn looks again. */
    void await(State next, int worker, int job, int turn) {
        boolean waits = next.rows.await(
                job,
                turn,
                next.worker(worker, PENDING),
                next.worker(worker, SEEN),
                scenario.bot() == Bot.SUPERSEDED,
                scenario.mends());
        boolean goesOn = !waits && next.rows.held(job, turn);
        next.worker(worker, REPLIED, 0);
        (goesOn ? WorkerStep.RELEASE : WorkerStep.ACK).enter(next, worker);
    }

    /** A failed attempt; after the last one the customer is told so. */
    void deadline(State next, int worker, int job, int turn) {
        next.rows.answersExpired(job, turn, scenario.mends());
        if (next.rows.find(Rows.HAS_ANSWER, 0, next.worker(worker, GIVEN)) >= 0) {
            WorkerStep.RELEASE.enter(next, worker);
        } else {
            next.worker(worker, AI_REFUSED, 1);
            ending.later(next, worker);
        }
    }
}
