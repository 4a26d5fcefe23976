package org.wahook.testbed.protocol;

/**
 * The columns of the callbacks that a bot was offered, and of the timer at their deadline. A turn's id is its newest
 * question.
 */
abstract sealed class AnswerColumns extends RowColumns permits AnswerStatements {

    public static final int MOST_TOKENS = 3;

    private static final int TOKEN_WIDTH = 5;

    static final int TIMER = SIZE_OF_MESSAGES;
    static final int TIMER_JOB = TIMER + 1;
    static final int TIMER_ATTEMPTS = TIMER + 2;
    static final int TOKENS = TIMER + 3;
    static final int SIZE_WITH_ANSWERS = TOKENS + TOKEN_WIDTH * MOST_TOKENS;

    /** The values of TIMER: none, or how often its job was published, and 1. */
    static final int NO_TIMER = 0;

    static final int NEVER_FIRED = 1;
    static final int FORGOTTEN_NEXT = 4;

    static final int FLAGS_AT = 0;
    static final int ASKED_AT = 1;
    static final int JOB_AT = 2;
    static final int ATTEMPTS_AT = 3;
    static final int POSTS_AT = 4;

    public static final int OFFERED = 1;
    public static final int AWAITED = 2;
    public static final int HAS_ANSWER = 4;
    public static final int WOKEN = 8;
    public static final int TIME_OVER = 16;

    AnswerColumns(byte[] state) {
        super(state);
    }

    final int token(int token, int column) {
        return b[TOKENS + TOKEN_WIDTH * token + column];
    }

    final void token(int token, int column, int value) {
        b[TOKENS + TOKEN_WIDTH * token + column] = (byte) value;
    }

    public final boolean is(int token, int flag) {
        return (token(token, FLAGS_AT) & flag) != 0;
    }

    public final void mark(int token, int flag) {
        token(token, FLAGS_AT, token(token, FLAGS_AT) | flag);
    }

    public final int jobOf(int token) {
        return token(token, JOB_AT);
    }

    public final int timerJob() {
        return b[TIMER_JOB];
    }

    /** The messages that the bot was asked about, as bits. */
    public final int asked(int token) {
        return token(token, ASKED_AT);
    }

    /** Posted and not judged yet. RabbitMQ has them. */
    final int posts(int token) {
        return token(token, POSTS_AT);
    }

    final void post(int token, int more) {
        token(token, POSTS_AT, posts(token) + more);
    }

    final boolean anyPosts() {
        int posts = 0;
        for (int token = 0; token < MOST_TOKENS; token++) {
            posts += posts(token);
        }
        return posts > 0;
    }

    final boolean sameTurn(int token, int questions) {
        return is(token, OFFERED) && Integer.highestOneBit(asked(token)) == Integer.highestOneBit(questions);
    }

    final void forgetToken(int token) {
        for (int column = 0; column < TOKEN_WIDTH; column++) {
            token(token, column, 0);
        }
    }

    final void forgetTimer() {
        b[TIMER] = NO_TIMER;
        b[TIMER_JOB] = 0;
        b[TIMER_ATTEMPTS] = 0;
    }

    public final boolean hasTimer() {
        return b[TIMER] != NO_TIMER;
    }

    /** A callback that is waited for, and its timer has not been due. */
    final boolean awaited() {
        return b[TIMER] == NEVER_FIRED;
    }

    /** The deadline of every callback that is waited for is over. */
    final boolean timerIsDue() {
        return hasTimer() && find(AWAITED, TIME_OVER, -1) < 0;
    }

    /** One with this mark, without the other, that was asked about nothing but these messages; or -1. */
    final int find(int with, int without, int messages) {
        for (int token = 0; token < MOST_TOKENS; token++) {
            if (is(token, with) && !is(token, without) && (asked(token) & ~messages) == 0) {
                return token;
            }
        }
        return -1;
    }
}
