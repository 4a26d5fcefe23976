package org.wahook.testbed.protocol;

import static org.wahook.testbed.protocol.State.WorkerField.AI_REFUSED;
import static org.wahook.testbed.protocol.State.WorkerField.GIVEN;
import static org.wahook.testbed.protocol.State.WorkerField.PART;
import static org.wahook.testbed.protocol.State.WorkerField.PAUSED;
import static org.wahook.testbed.protocol.State.WorkerField.PENDING;
import static org.wahook.testbed.protocol.State.WorkerField.REPLIED;
import static org.wahook.testbed.protocol.State.WorkerField.SEEN;
import static org.wahook.testbed.protocol.State.WorkerField.SENDS;
import static org.wahook.testbed.protocol.State.WorkerField.STALE;
import static org.wahook.testbed.protocol.State.WorkerField.TURN;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.wahook.testbed.protocol.State.WorkerField;

/** Where a worker is: each is done in one step. With what it has to know there besides its job. */
@SuppressWarnings({"EnumOrdinal", "ImmutableEnumChecker"}) // a byte tells the step; the lists are copies
enum WorkerStep {
    IDLE,
    REVIVE,
    CLAIM,
    LOOK(TURN, SEEN, PAUSED, STALE),
    LOAD(TURN, SEEN, PAUSED, STALE),
    FOLLOW(TURN, SEEN, PAUSED, STALE),
    FOLLOW_ASK(TURN, SEEN, PAUSED),
    FOLLOW_KEEPS(TURN, SEEN, PAUSED),
    FOLLOW_ABANDON(TURN, SEEN, PAUSED),
    FOLLOW_DONE(TURN, SEEN, PAUSED),
    HEAR(TURN, SEEN, PAUSED, PENDING, GIVEN),
    OFFER(TURN, SEEN, PAUSED, PENDING, GIVEN),
    ASK(TURN, SEEN, PAUSED, PENDING, GIVEN),
    AWAIT(TURN, SEEN, PAUSED, PENDING),
    DEADLINE(TURN, SEEN, PAUSED, GIVEN),
    KEEP(TURN, SEEN, PAUSED, PENDING, GIVEN),
    START(TURN, SEEN, PAUSED, PART, SENDS, GIVEN),
    CALL(TURN, SEEN, PAUSED, PART, SENDS, GIVEN),
    SENT(TURN, SEEN, PAUSED, PART),
    UNKNOWN(TURN, PART, SENDS, GIVEN),
    ANSWER(TURN, SEEN, PAUSED, PART),
    FINISH(TURN, SEEN, PAUSED, REPLIED),
    CLEAR(TURN, SEEN, PAUSED, REPLIED),
    RELEASE(TURN, SEEN, PAUSED, REPLIED),
    ADVANCE(TURN),
    HOLD(TURN),
    PUBLISH,
    GIVE_UP(TURN, GIVEN, AI_REFUSED),
    ACK;

    private static final WorkerStep[] STEPS = values();

    private static final String[][] LABELS = labels();

    private final List<WorkerField> forgotten;

    WorkerStep(WorkerField... known) {
        Set<WorkerField> rest = EnumSet.range(TURN, STALE);
        rest.removeAll(List.of(known));
        this.forgotten = List.copyOf(rest);
    }

    private static String[][] labels() {
        String[][] labels = new String[State.WORKERS][STEPS.length];
        for (int worker = 0; worker < State.WORKERS; worker++) {
            for (WorkerStep step : STEPS) {
                labels[worker][step.ordinal()] = "worker " + worker + ": " + step;
            }
        }
        return labels;
    }

    static WorkerStep at(State state, int worker) {
        return STEPS[state.worker(worker, WorkerField.STEP)];
    }

    /** For the trace of a violation. */
    String label(int worker) {
        return LABELS[worker][ordinal()];
    }

    /** This is the worker's next step. What it needs there no more is forgotten, so that fewer states differ. */
    void enter(State state, int worker) {
        state.worker(worker, WorkerField.STEP, ordinal());
        for (WorkerField field : forgotten) {
            state.worker(worker, field, 0);
        }
    }
}
