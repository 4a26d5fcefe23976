package org.wahook.testbed.protocol;

import org.wahook.testbed.protocol.State.WorkerField;

/**
 * Makes states equal that differ only in numbers whose size does not matter. Turns are compared with each other, and a new
 * one has a larger number than all before; the count of messages is compared with the one that a worker has seen.
 */
final class Canonical {

    private Canonical() {}

    static void make(State state) {
        Rows rows = state.rows;
        CallbackSteps.forgetWhatIsGone(state);
        int used = 1 << rows.number();
        for (int message = 0; message < rows.count(); message++) {
            used |= 1 << rows.turn(message);
        }
        for (int worker = 0; worker < State.WORKERS; worker++) {
            used |= 1 << state.worker(worker, WorkerField.TURN);
            used |= 1 << state.worker(worker, WorkerField.REPLIED);
            boolean nothingCame = state.worker(worker, WorkerField.SEEN) == rows.seq();
            state.worker(worker, WorkerField.SEEN, nothingCame && state.worker(worker, WorkerField.TURN) != 0 ? 1 : 0);
        }
        used |= 1 << rows.b[Rows.REPLY_TURN];
        used |= 1;
        rows.b[Rows.SEQ] = 1;
        rows.b[Rows.NUMBER] = renumbered(used, rows.number());
        rows.b[Rows.REPLY_TURN] = renumbered(used, rows.b[Rows.REPLY_TURN]);
        for (int message = 0; message < rows.count(); message++) {
            rows.renumber(message, renumbered(used, rows.turn(message)));
        }
        for (int worker = 0; worker < State.WORKERS; worker++) {
            for (WorkerField field : new WorkerField[] {WorkerField.TURN, WorkerField.REPLIED}) {
                state.worker(worker, field, renumbered(used, state.worker(worker, field)));
            }
        }
    }

    /** How many smaller numbers are in use; 0, which is none, stays 0. */
    private static byte renumbered(int used, int number) {
        return (byte) Integer.bitCount(used & (1 << number) - 1);
    }
}
