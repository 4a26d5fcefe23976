package org.wahook.testbed.protocol;

/** The statements around a send: a method each, named after the real one. */
abstract sealed class SendStatements extends FollowUpStatements permits Rows {

    SendStatements(byte[] state) {
        super(state);
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
}
