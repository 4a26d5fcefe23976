package org.wahook.testbed.protocol;

import org.wahook.testbed.protocol.State.WorkerField;

/** What a turn makes of what it loads: send what people wrote, send a kept reply, ask the AI, or end. */
final class TurnReading {

    private TurnReading() {}

    /** @param asksAgain where nothing of a kept reply is left */
    static void read(State next, int worker, boolean asksAgain) {
        Rows rows = next.rows;
        boolean paused = next.worker(worker, WorkerField.PAUSED) == 1;
        int pending = rows.pendingBits();
        int person = firstUnsent(rows);
        next.worker(worker, WorkerField.PENDING, pending);
        if (person >= 0) {
            next.worker(worker, WorkerField.GIVEN, unsentBits(rows));
            send(next, worker, person);
            return;
        }
        int newest = newestSent(rows);
        if (newest >= 0 && (pending & (1 << newest) - 1) != 0) {
            next.worker(worker, WorkerField.PART, newest);
            WorkerStep.ANSWER.enter(next, worker);
        } else if (pending == 0 || paused) {
            next.worker(worker, WorkerField.REPLIED, 0);
            WorkerStep.RELEASE.enter(next, worker);
        } else {
            answer(next, worker, pending, asksAgain);
        }
    }

    private static void answer(State next, int worker, int pending, boolean asksAgain) {
        Rows rows = next.rows;
        int turn = replyTurn(rows);
        int reply = turn == 0 ? -1 : replyOf(rows, turn);
        int questions = turn == 0 ? pending : ofTurn(rows, turn);
        next.worker(worker, WorkerField.PENDING, questions);
        next.worker(worker, WorkerField.GIVEN, questions);
        if (reply < 0 || (asksAgain && rows.status(reply) == Rows.FAILED)) {
            WorkerStep.ASK.enter(next, worker);
        } else if (rows.unsent(reply)) {
            send(next, worker, reply);
        } else {
            next.worker(worker, WorkerField.REPLIED, turn);
            WorkerStep.RELEASE.enter(next, worker);
        }
    }

    /** A part that may be with Meta waits; see EnvironmentSteps for the end of it. */
    private static void send(State next, int worker, int part) {
        Rows rows = next.rows;
        next.worker(worker, WorkerField.PART, part);
        next.worker(worker, WorkerField.SENDS, rows.sends(part));
        boolean uncertain = rows.status(part) == Rows.SENDING && rows.settle(part) != Rows.OVER;
        if (uncertain) {
            rows.foundSending(part, rows.sends(part));
        }
        (uncertain ? WorkerStep.HOLD : WorkerStep.START).enter(next, worker);
    }

    private static int firstUnsent(Rows rows) {
        for (int i = 0; i < rows.count(); i++) {
            if (rows.kind(i) == Rows.PERSON && rows.unsent(i)) {
                return i;
            }
        }
        return -1;
    }

    private static int unsentBits(Rows rows) {
        int bits = 0;
        for (int i = 0; i < rows.count(); i++) {
            bits |= rows.kind(i) == Rows.PERSON && rows.unsent(i) ? 1 << i : 0;
        }
        return bits;
    }

    private static int newestSent(Rows rows) {
        int newest = -1;
        for (int i = 0; i < rows.count(); i++) {
            newest = rows.kind(i) == Rows.PERSON && rows.status(i) == Rows.SENT ? i : newest;
        }
        return newest;
    }

    private static int replyTurn(Rows rows) {
        for (int i = 0; i < rows.count(); i++) {
            if (rows.pending(i) && rows.turn(i) != 0) {
                return rows.turn(i);
            }
        }
        return 0;
    }

    private static int replyOf(Rows rows, int turn) {
        for (int i = 0; i < rows.count(); i++) {
            if (rows.kind(i) == Rows.BOT && rows.turn(i) == turn) {
                return i;
            }
        }
        return -1;
    }

    private static int ofTurn(Rows rows, int turn) {
        int bits = 0;
        for (int i = 0; i < rows.count(); i++) {
            bits |= rows.pending(i) && rows.turn(i) == turn ? 1 << i : 0;
        }
        return bits;
    }
}
