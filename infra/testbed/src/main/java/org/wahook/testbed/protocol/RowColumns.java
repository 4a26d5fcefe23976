package org.wahook.testbed.protocol;

/** The columns of one conversation and of its messages. They are the first bytes of a state. */
abstract sealed class RowColumns permits AnswerColumns {

    public static final int MOST_MESSAGES = 8;

    static final int JOB = 0;
    static final int NUMBER = 1;
    static final int EXPIRED = 2;
    static final int SEQ = 3;
    static final int PAUSED = 4;
    static final int COUNT = 5;
    static final int MESSAGES = 6;
    static final int WIDTH = 7;
    static final int SIZE_OF_MESSAGES = MESSAGES + WIDTH * MOST_MESSAGES;

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

    static final int KIND_AT = 0;
    static final int STATUS_AT = 1;
    static final int TURN_AT = 2;
    static final int SENDS_AT = 3;
    static final int SETTLE_AT = 4;
    static final int ACCEPTED_AT = 5;
    static final int QUESTIONS_AT = 6;

    final byte[] b;

    RowColumns(byte[] state) {
        this.b = state;
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

    final void set(int message, int column, int value) {
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

    final boolean held(int job, int number) {
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

    final int add(byte kind, byte status, int turn, int sends) {
        int message = b[COUNT]++;
        set(message, KIND_AT, kind);
        set(message, STATUS_AT, status);
        set(message, TURN_AT, turn);
        set(message, SENDS_AT, sends);
        return message;
    }
}
