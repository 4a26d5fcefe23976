package org.wahook.testbed.protocol;

import java.util.EnumSet;
import java.util.Set;

/** The statements around an answer that comes later: a method each, named after the real one. */
abstract sealed class AnswerStatements extends AnswerColumns permits FollowUpStatements {

    AnswerStatements(byte[] state) {
        super(state);
    }

    /** AwaitedAnswers' OFFER: the place of the callback, or -1 where the turn was taken over. */
    public int offer(int job, int number, int questions, int attempts) {
        return offer(job, number, questions, attempts, EnumSet.allOf(Mend.class));
    }

    int offer(int job, int number, int questions, int attempts, Set<Mend> mends) {
        if (!held(job, number)) {
            return -1;
        }
        int free = freeToken();
        for (int token = 0; token < MOST_TOKENS; token++) {
            boolean stays = is(token, HAS_ANSWER) && mends.contains(Mend.OFFER_KEEPS_ANSWERS);
            if ((is(token, TIME_OVER) && !stays) || !sameTurn(token, questions)) {
                forgetToken(token);
            }
        }
        forgetTimer();
        token(free, FLAGS_AT, OFFERED);
        token(free, ASKED_AT, questions);
        token(free, JOB_AT, job);
        token(free, ATTEMPTS_AT, attempts);
        return free;
    }

    /** Not one that goes in this moment: what was posted to it is nobody's. */
    private int freeToken() {
        for (int token = 0; token < MOST_TOKENS; token++) {
            if (!is(token, OFFERED)) {
                return token;
            }
        }
        throw new IllegalStateException("more callbacks were offered than the model has room for");
    }

    /**
     * AwaitedAnswers' BEGIN: whether the turn waits from now on.
     *
     * @param free whether a new message cancels the wait
     */
    public boolean await(int job, int number, int questions, int seen, boolean free) {
        return await(job, number, questions, seen, free, EnumSet.allOf(Mend.class));
    }

    boolean await(int job, int number, int questions, int seen, boolean free, Set<Mend> mends) {
        boolean cameMore = free && b[SEQ] != seen && mends.contains(Mend.SUPERSEDED_SEES_MESSAGES);
        if (!held(job, number) || cameMore) {
            return false;
        }
        b[JOB] = (byte) (free ? 0 : job);
        b[EXPIRED] = 0;
        boolean waits = false;
        for (int token = 0; token < MOST_TOKENS; token++) {
            if (sameTurn(token, questions) && !is(token, HAS_ANSWER)) {
                mark(token, AWAITED);
                token(token, JOB_AT, job);
                b[TIMER_ATTEMPTS] = (byte) token(token, ATTEMPTS_AT);
                waits = true;
            }
        }
        if (waits && mends.contains(Mend.WAIT_HAS_TIMER)) {
            b[TIMER] = NEVER_FIRED;
            b[TIMER_JOB] = (byte) job;
        }
        return waits;
    }

    private boolean answerOf(int questions) {
        for (int token = 0; token < MOST_TOKENS; token++) {
            if (sameTurn(token, questions) && is(token, HAS_ANSWER)) {
                return true;
            }
        }
        return false;
    }

    /** AwaitedAnswers' EXPIRE: what has come in this moment stays. */
    public void answersExpired(int job, int number) {
        answersExpired(job, number, EnumSet.allOf(Mend.class));
    }

    void answersExpired(int job, int number, Set<Mend> mends) {
        if (!held(job, number)) {
            return;
        }
        for (int token = 0; token < MOST_TOKENS; token++) {
            if (!is(token, HAS_ANSWER) || !mends.contains(Mend.DEADLINE_SEES_ANSWERS)) {
                forgetToken(token);
            }
        }
        forgetTimer();
    }

    /** AwaitedAnswers' DONE. */
    public void answersDone(int job, int number) {
        if (held(job, number)) {
            for (int token = 0; token < MOST_TOKENS; token++) {
                forgetToken(token);
            }
            forgetTimer();
        }
    }

    /** CallbackStore's FIND and TAKE: false where nothing comes of it. */
    public boolean takeAnswer(int token) {
        boolean again = is(token, HAS_ANSWER);
        if (!again && ((asked(token) & ~pendingBits()) != 0 || answerOf(asked(token)))) {
            return false;
        }
        mark(token, HAS_ANSWER);
        return true;
    }

    /** CallbackStore's JOB: 0 where it was published before. */
    public int jobOfAnswer(int token) {
        return jobOfAnswer(token, EnumSet.allOf(Mend.class));
    }

    int jobOfAnswer(int token, Set<Mend> mends) {
        if (is(token, WOKEN)) {
            return 0;
        }
        return b[JOB] != 0 && mends.contains(Mend.ANSWER_WAKES_HOLDER) ? b[JOB] : token(token, JOB_AT);
    }

    /** The time for all callbacks is over. */
    public void expireAnswers() {
        for (int token = 0; token < MOST_TOKENS; token++) {
            if (is(token, OFFERED)) {
                mark(token, TIME_OVER);
            }
        }
    }

    /** DueTimers' TAKE and FORGET: it is put off; after three times it goes. */
    void putTimerOff(Set<Mend> mends) {
        if (b[TIMER] == FORGOTTEN_NEXT || !mends.contains(Mend.TIMER_COMES_AGAIN)) {
            forgetTimer();
        } else {
            b[TIMER]++;
        }
    }
}
