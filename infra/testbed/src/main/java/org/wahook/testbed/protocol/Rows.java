package org.wahook.testbed.protocol;

import java.util.EnumSet;
import java.util.Set;

/**
 * What PostgreSQL has of one conversation, and its statements: a method each, named after the real one. The rows are the
 * first bytes of a state.
 */
public final class Rows {

    public static final int MOST_MESSAGES = 8;

    static final int JOB = 0;
    static final int NUMBER = 1;
    static final int EXPIRED = 2;
    static final int SEQ = 3;
    static final int PAUSED = 4;
    static final int COUNT = 5;
    private static final int MESSAGES = 6;
    private static final int WIDTH = 7;
    static final int SIZE = MESSAGES + WIDTH * MOST_MESSAGES;

    public static final byte CUSTOMER = 1;
    public static final byte PERSON = 2;
    public static final byte BOT = 3;

    public static final byte PENDING = 1;
    public static final byte ANSWERED = 2;
    public static final byte FAILED = 3;
    public static final byte DRAFT = 4;
    public static final byte SENDING = 5;
    public static final byte SENT = 6;

    /** The values of settle_at: NULL, a time, a time that is over, infinity. */
    public static final byte UNSET = 0;

    public static final byte SET = 1;
    static final byte OVER = 2;
    public static final byte INFINITE = 3;

    private static final int KIND_AT = 0;
    private static final int STATUS_AT = 1;
    private static final int TURN_AT = 2;
    private static final int SENDS_AT = 3;
    private static final int SETTLE_AT = 4;
    private static final int ACCEPTED_AT = 5;
    private static final int QUESTIONS_AT = 6;

    final byte[] b;

    Rows(byte[] state) {
        this.b = state;
    }

    /** A conversation without messages. */
    public static Rows empty() {
        return new Rows(new byte[SIZE]);
    }

    public int job() {
        return b[JOB];
    }

    public int number() {
        return b[NUMBER];
    }

    public int seq() {
        return b[SEQ];
    }

    public boolean expired() {
        return b[EXPIRED] == 1;
    }

    public boolean paused() {
        return b[PAUSED] == 1;
    }

    public int count() {
        return b[COUNT];
    }

    public byte kind(int message) {
        return b[at(message, KIND_AT)];
    }

    public byte status(int message) {
        return b[at(message, STATUS_AT)];
    }

    public byte turn(int message) {
        return b[at(message, TURN_AT)];
    }

    public byte sends(int message) {
        return b[at(message, SENDS_AT)];
    }

    public byte settle(int message) {
        return b[at(message, SETTLE_AT)];
    }

    /** How often Meta accepted it. PostgreSQL does not know. */
    int accepted(int message) {
        return b[at(message, ACCEPTED_AT)];
    }

    /** The messages that a reply of the bot answers, as bits. PostgreSQL does not know. */
    int questions(int reply) {
        return b[at(reply, QUESTIONS_AT)];
    }

    private static int at(int message, int column) {
        return MESSAGES + WIDTH * message + column;
    }

    private void set(int message, int column, int value) {
        b[at(message, column)] = (byte) value;
    }

    void accept(int message) {
        set(message, ACCEPTED_AT, accepted(message) + 1);
    }

    void settled(int message) {
        set(message, SETTLE_AT, OVER);
    }

    void renumber(int message, int turn) {
        set(message, TURN_AT, turn);
    }

    private boolean held(int job, int number) {
        return b[JOB] == job && b[NUMBER] == number;
    }

    public boolean open(int message) {
        byte status = status(message);
        return status == PENDING || status == DRAFT || status == SENDING;
    }

    public boolean pending(int message) {
        return status(message) == PENDING;
    }

    public boolean unsent(int message) {
        return status(message) == DRAFT || status(message) == SENDING;
    }

    int pendingBits() {
        int bits = 0;
        for (int i = 0; i < count(); i++) {
            bits |= pending(i) ? 1 << i : 0;
        }
        return bits;
    }

    boolean personUnsent() {
        for (int i = 0; i < count(); i++) {
            if (kind(i) == PERSON && unsent(i)) {
                return true;
            }
        }
        return false;
    }

    static boolean in(int bits, int message) {
        return (bits & 1 << message) != 0;
    }

    private int add(byte kind, byte status, int turn, int sends) {
        int message = b[COUNT]++;
        set(message, KIND_AT, kind);
        set(message, STATUS_AT, status);
        set(message, TURN_AT, turn);
        set(message, SENDS_AT, sends);
        return message;
    }

    /** InboundStore's INSERT. */
    public int store() {
        b[SEQ]++;
        return add(CUSTOMER, PENDING, 0, 0);
    }

    /** ConversationChanges' WRITE. */
    public int write() {
        b[SEQ]++;
        return add(PERSON, DRAFT, 0, 0);
    }

    /** ConversationChanges' CHANGE and DROP_DRAFTS. */
    public void pause() {
        b[PAUSED] = 1;
        b[SEQ]++;
        free();
        for (int part = 0; part < count(); part++) {
            if (kind(part) == BOT && status(part) == DRAFT) {
                set(part, STATUS_AT, FAILED);
                set(part, SETTLE_AT, UNSET);
                forget(turn(part));
            }
        }
    }

    private void forget(int turn) {
        for (int i = 0; i < count(); i++) {
            if (pending(i) && turn(i) == turn) {
                set(i, TURN_AT, 0);
            }
        }
    }

    public void unpause() {
        b[PAUSED] = 0;
        b[SEQ]++;
    }

    private void free() {
        b[JOB] = 0;
        b[EXPIRED] = 0;
    }

    public void expire() {
        b[EXPIRED] = 1;
    }

    /** The number of the claimed turn, or 0. */
    public int claim(int job) {
        if (b[JOB] != 0 && b[JOB] != job && b[EXPIRED] == 0) {
            return 0;
        }
        b[JOB] = (byte) job;
        b[EXPIRED] = 0;
        return ++b[NUMBER];
    }

    /** The number of the next turn, or 0. */
    public int advance(int job, int number) {
        if (!held(job, number)) {
            return 0;
        }
        b[EXPIRED] = 0;
        return ++b[NUMBER];
    }

    public boolean hold(int job, int number) {
        boolean held = held(job, number);
        b[EXPIRED] = held ? 0 : b[EXPIRED];
        return held;
    }

    public boolean release(int job, int number, int seen, int replied) {
        if (!held(job, number)) {
            return false;
        }
        for (int i = 0; i < count(); i++) {
            if (pending(i) && replied > 0 && turn(i) == replied) {
                set(i, STATUS_AT, ANSWERED);
            }
        }
        if (b[SEQ] != seen || pendingBits() != 0 || personUnsent()) {
            return false;
        }
        free();
        return true;
    }

    public boolean releasePaused(int job, int number, int seen) {
        boolean released = held(job, number) && b[SEQ] == seen && paused() && !personUnsent();
        if (released) {
            free();
        }
        return released;
    }

    /** The kept part, marked as being sent; or -1. */
    public int keep(int job, int number, int questions) {
        if (!held(job, number)) {
            return -1;
        }
        for (int i = 0; i < count(); i++) {
            if (in(questions, i)) {
                set(i, TURN_AT, number);
            }
        }
        int part = add(BOT, SENDING, number, 1);
        set(part, QUESTIONS_AT, questions);
        return part;
    }

    public boolean startSending(int job, int number, int part, int sends) {
        if (!held(job, number) || sends(part) != sends || !unsent(part)) {
            return false;
        }
        set(part, STATUS_AT, SENDING);
        set(part, SENDS_AT, sends + 1);
        set(part, SETTLE_AT, UNSET);
        set(part, TURN_AT, turn(part) == 0 ? number : turn(part));
        return true;
    }

    public void sent(int part) {
        if (unsent(part) || status(part) == FAILED) {
            set(part, STATUS_AT, SENT);
        }
        set(part, SETTLE_AT, UNSET);
    }

    public void notSent(int part, int sends) {
        if (status(part) == SENDING && sends(part) == sends) {
            set(part, STATUS_AT, DRAFT);
            set(part, SETTLE_AT, UNSET);
        }
    }

    public void unknown(int part, int sends) {
        if (status(part) == SENDING && sends(part) == sends) {
            set(part, SETTLE_AT, SET);
        }
    }

    public void foundSending(int part, int sends) {
        if (status(part) == SENDING && sends(part) == sends && settle(part) == UNSET) {
            set(part, SETTLE_AT, SET);
        }
    }

    public void humanFailed(int job, int number, int message) {
        if (held(job, number) && kind(message) == PERSON && unsent(message)) {
            set(message, STATUS_AT, FAILED);
            set(message, SETTLE_AT, UNSET);
        }
    }

    public void answeredByHuman(int job, int number, int reply) {
        if (!held(job, number)) {
            return;
        }
        int turns = 0;
        for (int i = 0; i < reply; i++) {
            if (pending(i)) {
                turns |= turn(i) == 0 ? 0 : 1 << turn(i);
                set(i, STATUS_AT, ANSWERED);
                set(i, TURN_AT, turn(reply));
            }
        }
        failParts(turns, UNSET, UNSET);
    }

    private void failParts(int turns, byte settleUnset, byte settleSet) {
        for (int i = 0; i < count(); i++) {
            if (kind(i) == BOT && unsent(i) && in(turns, turn(i))) {
                fail(i, settleUnset, settleSet);
            }
        }
    }

    private void fail(int message, byte settleUnset, byte settleSet) {
        boolean sending = status(message) == SENDING;
        set(message, STATUS_AT, FAILED);
        set(message, SETTLE_AT, !sending ? UNSET : settle(message) == UNSET ? settleUnset : settleSet);
    }

    /** What giving up came to. */
    public enum GivenUp {
        TAKEN_OVER,
        ALONE,
        OTHERS_WAIT
    }

    public GivenUp giveUp(int job, int number, int given) {
        return giveUp(job, number, given, EnumSet.allOf(Mend.class));
    }

    GivenUp giveUp(int job, int number, int given, Set<Mend> mends) {
        boolean fenced = b[JOB] == job && (b[NUMBER] == number || !mends.contains(Mend.FENCED_BY_NUMBER));
        boolean freed = b[JOB] == 0 && !mends.contains(Mend.PAUSE_SHELTERS);
        if (!fenced && !freed) {
            return GivenUp.TAKEN_OVER;
        }
        int turns = 0;
        for (int i = 0; i < count(); i++) {
            if (in(given, i) && pending(i)) {
                turns |= turn(i) == 0 ? 0 : 1 << turn(i);
                set(i, STATUS_AT, FAILED);
            } else if (in(given, i) && kind(i) == PERSON && unsent(i)) {
                fail(i, INFINITE, settle(i));
            }
        }
        boolean keeps = mends.contains(Mend.KEEPS_UNCERTAINTY);
        for (int i = 0; i < count(); i++) {
            boolean own = in(turns, turn(i)) || !mends.contains(Mend.GIVES_UP_OWN_PARTS);
            if (kind(i) == BOT && unsent(i) && own) {
                fail(i, keeps ? INFINITE : UNSET, keeps ? settle(i) : UNSET);
            }
        }
        free();
        boolean people = mends.contains(Mend.LEFT_OVER_SEES_PEOPLE) && personUnsent();
        return pendingBits() != 0 || people ? GivenUp.OTHERS_WAIT : GivenUp.ALONE;
    }

    public void revive(int messages) {
        int turns = 0;
        boolean any = false;
        for (int i = 0; i < count(); i++) {
            if (in(messages, i) && kind(i) == CUSTOMER && status(i) == FAILED) {
                turns |= turn(i) == 0 ? 0 : 1 << turn(i);
                set(i, STATUS_AT, PENDING);
                any = true;
            }
        }
        for (int i = 0; i < count(); i++) {
            if (kind(i) == BOT && status(i) == FAILED && in(turns, turn(i))) {
                set(i, STATUS_AT, settle(i) == UNSET ? DRAFT : SENDING);
                set(i, SETTLE_AT, settle(i) == INFINITE ? UNSET : settle(i));
            }
        }
        if (any) {
            b[SEQ]++;
        }
    }
}
