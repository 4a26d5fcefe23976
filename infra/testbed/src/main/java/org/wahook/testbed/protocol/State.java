package org.wahook.testbed.protocol;

import java.util.Arrays;
import java.util.Optional;
import org.wahook.testbed.protocol.Scenario.Event;

/** Rows, queues, workers, letters and what may still happen, in one array of bytes: equal arrays are one state. */
@SuppressWarnings("EnumOrdinal") // the places of the bytes
final class State {

    static final int WORKERS = 2;
    static final int MOST_JOBS = 8;
    static final int MOST_LETTERS = 4;

    private static final int WORKER = Rows.SIZE;
    private static final int QUEUE = WORKER + WORKERS * WorkerField.values().length;
    private static final int JOB_WIDTH = 4;
    private static final int LETTERS = QUEUE + 1 + JOB_WIDTH * MOST_JOBS;
    private static final int LIMITS = LETTERS + 1 + MOST_LETTERS;
    private static final int GHOSTS = LIMITS + Event.values().length;
    private static final int JUDGE = GHOSTS + Ghost.values().length;
    private static final int SIZE = JUDGE + JudgeField.values().length;

    /** What a worker knows. */
    enum WorkerField {
        STEP,
        JOB,
        ATTEMPTS,
        /** Whether the channel of its delivery is open. */
        OPEN,
        /** Messages of a letter that is replayed. */
        REPLAYED,
        TURN,
        SEEN,
        PAUSED,
        PENDING,
        PART,
        SENDS,
        REPLIED,
        /** What is given up where this attempt is the last. */
        GIVEN,
        AI_REFUSED,
        /** Whether a message had come by the claim, since the bot wanted its follow-up. */
        STALE
    }

    /** What only the model knows. */
    enum Ghost {
        VIOLATION,
        /** Messages for which the fallback reply was said. */
        FALLBACK,
        NEWEST_ANSWERED,
        REPLAYED,
        /** Messages to which an answer was called back in time, which no other message cancels. */
        CALLED_BACK
    }

    /** What the worker knows that judges a callback. */
    enum JudgeField {
        STEP,
        TOKEN,
        JOB,
        ATTEMPTS
    }

    final byte[] b;
    final Rows rows;

    private State(byte[] bytes) {
        this.b = bytes;
        this.rows = new Rows(bytes);
    }

    static State initial(Scenario scenario) {
        State state = new State(new byte[SIZE]);
        scenario.limits().forEach((event, most) -> state.b[LIMITS + event.ordinal()] = most.byteValue());
        return state;
    }

    static State of(byte[] bytes) {
        return new State(bytes);
    }

    State copy() {
        return new State(b.clone());
    }

    int worker(int worker, WorkerField field) {
        return b[WORKER + worker * WorkerField.values().length + field.ordinal()];
    }

    void worker(int worker, WorkerField field, int value) {
        b[WORKER + worker * WorkerField.values().length + field.ordinal()] = (byte) value;
    }

    void idle(int worker) {
        int from = WORKER + worker * WorkerField.values().length;
        Arrays.fill(b, from, from + WorkerField.values().length, (byte) 0);
    }

    boolean busy(int worker) {
        return worker(worker, WorkerField.STEP) != 0;
    }

    int left(Event event) {
        return b[LIMITS + event.ordinal()];
    }

    void happens(Event event) {
        b[LIMITS + event.ordinal()]--;
    }

    int ghost(Ghost ghost) {
        return b[GHOSTS + ghost.ordinal()];
    }

    void ghost(Ghost ghost, int value) {
        b[GHOSTS + ghost.ordinal()] = (byte) value;
    }

    int judge(JudgeField field) {
        return b[JUDGE + field.ordinal()];
    }

    void judge(JudgeField field, int value) {
        b[JUDGE + field.ordinal()] = (byte) value;
    }

    void judgeIdle() {
        Arrays.fill(b, JUDGE, SIZE, (byte) 0);
    }

    /** A message in a queue: in the lane, or in a wait queue. */
    record Job(int id, int attempts, int replayed, boolean waits) {
        private int code() {
            return id << 24 | attempts << 16 | replayed << 8 | (waits ? 1 : 0);
        }
    }

    int jobs() {
        return b[QUEUE];
    }

    Job job(int place) {
        int at = QUEUE + 1 + JOB_WIDTH * place;
        return new Job(b[at], b[at + 1], b[at + 2], b[at + 3] == 1);
    }

    /** Queues deliver in any order, so that states with the same jobs are one. */
    void publish(Job job) {
        if (jobs() == MOST_JOBS) {
            violation(Violation.TOO_MANY_JOBS);
            return;
        }
        int place = jobs();
        while (place > 0 && job(place - 1).code() > job.code()) {
            put(place, job(place - 1));
            place--;
        }
        put(place, job);
        b[QUEUE]++;
    }

    void remove(int place) {
        for (int next = place + 1; next < jobs(); next++) {
            put(next - 1, job(next));
        }
        put(jobs() - 1, new Job(0, 0, 0, false));
        b[QUEUE]--;
    }

    private void put(int place, Job job) {
        int at = QUEUE + 1 + JOB_WIDTH * place;
        b[at] = (byte) job.id();
        b[at + 1] = (byte) job.attempts();
        b[at + 2] = (byte) job.replayed();
        b[at + 3] = (byte) (job.waits() ? 1 : 0);
    }

    int letters() {
        return b[LETTERS];
    }

    int letter(int place) {
        return b[LETTERS + 1 + place];
    }

    void addLetter(int messages) {
        if (letters() == MOST_LETTERS) {
            violation(Violation.ENDLESS_LETTERS);
            return;
        }
        b[LETTERS + 1 + b[LETTERS]++] = (byte) messages;
        Arrays.sort(b, LETTERS + 1, LETTERS + 1 + letters());
    }

    void removeLetter(int place) {
        for (int next = place + 1; next < letters(); next++) {
            b[LETTERS + next] = b[LETTERS + 1 + next];
        }
        b[LETTERS + letters()] = 0;
        b[LETTERS]--;
    }

    Optional<Violation> violation() {
        int found = ghost(Ghost.VIOLATION);
        return found == 0 ? Optional.empty() : Optional.of(Violation.values()[found - 1]);
    }

    void violation(Violation violation) {
        if (ghost(Ghost.VIOLATION) == 0) {
            ghost(Ghost.VIOLATION, violation.ordinal() + 1);
        }
    }

    /** No worker works, and no queue has a job or a callback. */
    boolean quiet() {
        boolean quiet = jobs() == 0 && judge(JudgeField.STEP) == 0 && !rows.anyPosts();
        for (int worker = 0; worker < WORKERS; worker++) {
            quiet &= !busy(worker);
        }
        return quiet;
    }

    /** Two states with the same hash are taken for one: at 64 bits that is one in a million runs of ten million states. */
    long hash() {
        long hash = 0x9E3779B97F4A7C15L;
        for (byte value : b) {
            hash = (hash ^ value) * 0xFF51AFD7ED558CCDL;
            hash ^= hash >>> 32;
        }
        return hash == 0 ? 1 : hash;
    }
}
