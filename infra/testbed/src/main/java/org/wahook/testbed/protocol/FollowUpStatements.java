package org.wahook.testbed.protocol;

import java.util.EnumSet;
import java.util.Set;

/** The timer of a follow-up, and the statements around it: a method each, named after the real one. */
abstract sealed class FollowUpStatements extends AnswerStatements permits SendStatements {

    /** None, or how often its job was published, and 1. */
    static final int FOLLOW_UP = SIZE_WITH_ANSWERS;

    /** A message has come since the bot wanted it: its version is not the conversation's. */
    static final int STALE = FOLLOW_UP + 1;

    static final int REPLY_TURN = FOLLOW_UP + 2;

    /** A reply was kept whose bot wants to be asked again. */
    static final int WANTED = FOLLOW_UP + 3;

    static final int SIZE = FOLLOW_UP + 4;

    private static final int MOST_TRIES = 3;

    FollowUpStatements(byte[] state) {
        super(state);
    }

    /** A message has come, or a pause. */
    final void messageCame() {
        b[SEQ]++;
        b[STALE] = (byte) (b[FOLLOW_UP] == 0 ? 0 : 1);
    }

    /** What the bot wants is kept with its reply. */
    void wantFollowUp() {
        b[WANTED] = 1;
    }

    /** BotStates' FINISH. */
    public void finish(int job, int number, int seen) {
        if (held(job, number) && b[WANTED] == 1) {
            b[WANTED] = 0;
            b[FOLLOW_UP] = 1;
            b[STALE] = (byte) (b[SEQ] == seen ? 0 : 1);
            b[REPLY_TURN] = 0;
        }
    }

    final boolean stale() {
        return b[STALE] == 1;
    }

    /** The part that is its reply, whatever became of it; or -1. */
    final int followUpReply() {
        for (int part = 0; part < count(); part++) {
            if (kind(part) == BOT && b[REPLY_TURN] != 0 && turn(part) == b[REPLY_TURN]) {
                return part;
            }
        }
        return -1;
    }

    final boolean hasFollowUp() {
        return b[FOLLOW_UP] != 0;
    }

    /** A part that answers no message. */
    final boolean ofFollowUp(int part) {
        return kind(part) == BOT && questions(part) == 0;
    }

    final int acceptedFollowUps() {
        int accepted = 0;
        for (int part = 0; part < count(); part++) {
            accepted += ofFollowUp(part) ? accepted(part) : 0;
        }
        return accepted;
    }

    final boolean followUpIsDue() {
        return b[FOLLOW_UP] > 1;
    }

    final boolean followUpMayBeTriedAgain() {
        return b[FOLLOW_UP] - 1 < MOST_TRIES;
    }

    /** FollowUps' KEEPS. */
    public void followUpKeeps(int job, int number) {
        followUpKeeps(job, number, EnumSet.allOf(Mend.class));
    }

    void followUpKeeps(int job, int number, Set<Mend> mends) {
        boolean fenced = held(job, number) || !mends.contains(Mend.FOLLOW_UP_IS_FENCED);
        if (fenced && b[FOLLOW_UP] != 0 && mends.contains(Mend.FOLLOW_UP_KNOWS_ITS_REPLY)) {
            b[REPLY_TURN] = (byte) number;
        }
    }

    /** TurnResolution's ABANDON, of the reply to a follow-up. */
    public void followUpAbandoned(int job, int number) {
        if (!held(job, number)) {
            return;
        }
        for (int part = 0; part < count(); part++) {
            if (kind(part) == BOT && unsent(part) && turn(part) == b[REPLY_TURN]) {
                set(part, STATUS_AT, FAILED);
                set(part, SETTLE_AT, UNSET);
            }
        }
    }

    /** FollowUps' DONE. */
    public void followUpDone(int job, int number) {
        if (held(job, number)) {
            forgetFollowUp();
        }
    }

    /** DueTimers' TAKE and FORGET: false where it was published three times, has no reply, and goes. */
    boolean putFollowUpOff(Set<Mend> mends) {
        boolean stays = b[REPLY_TURN] != 0 && mends.contains(Mend.FOLLOW_UP_STAYS_WITH_ITS_REPLY);
        if (b[FOLLOW_UP] > MOST_TRIES && !stays) {
            forgetFollowUp();
            return false;
        }
        b[FOLLOW_UP] = (byte) Math.min(MOST_TRIES + 1, b[FOLLOW_UP] + 1);
        return true;
    }

    private void forgetFollowUp() {
        b[FOLLOW_UP] = 0;
        b[STALE] = 0;
        b[REPLY_TURN] = 0;
    }
}
