package org.wahook.testbed.protocol;

import java.util.EnumSet;
import java.util.Set;

/**
 * What PostgreSQL has of one conversation, and the statements of a turn: a method each, named after the real one.
 */
public final class Rows extends SendStatements {

    Rows(byte[] state) {
        super(state);
    }

    /** A conversation without messages. */
    public static Rows empty() {
        return new Rows(new byte[SIZE]);
    }

    /** InboundStore's INSERT. */
    public int store() {
        messageCame();
        return add(CUSTOMER, PENDING, 0, 0);
    }

    /** PersonsMessages' WRITE. */
    public int write() {
        messageCame();
        return add(PERSON, DRAFT, 0, 0);
    }

    /** BotPauses' CHANGE and DROP_DRAFTS. */
    public void pause() {
        b[PAUSED] = 1;
        messageCame();
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
        messageCame();
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
            messageCame();
        }
    }
}
