package org.wahook.testbed.protocol;

import org.wahook.testbed.protocol.Scenario.Bot;
import org.wahook.testbed.protocol.Scenario.Event;
import org.wahook.testbed.protocol.State.Ghost;
import org.wahook.testbed.protocol.State.Job;
import org.wahook.testbed.protocol.State.JudgeField;

/** What a bot posts to its callbacks, the worker that judges it, and the timer at the deadline. */
@SuppressWarnings("EnumOrdinal") // a byte tells the step
final class CallbackSteps {

    private static final int MOST_POSTS = 2;
    private static final int GONE = Rows.MOST_TOKENS;

    private final Scenario scenario;

    CallbackSteps(Scenario scenario) {
        this.scenario = scenario;
    }

    /** Where the judge is. */
    private enum Judging {
        IDLE,
        TAKE,
        JOB,
        PUBLISH,
        WOKEN;

        private static final Judging[] ALL = values();

        static Judging at(State state) {
            return ALL[state.judge(JudgeField.STEP)];
        }

        void enter(State state) {
            state.judge(JudgeField.STEP, ordinal());
        }
    }

    /** A callback that was offered for a question before is unknown from then on, and so is what was posted to it. */
    static void forgetWhatIsGone(State state) {
        Judging step = Judging.at(state);
        if (step == Judging.IDLE || known(state)) {
            return;
        }
        if (step == Judging.PUBLISH) {
            state.judge(JudgeField.TOKEN, GONE);
        } else {
            state.judgeIdle();
        }
    }

    private static boolean known(State state) {
        int token = state.judge(JudgeField.TOKEN);
        return token != GONE && state.rows.is(token, Rows.OFFERED);
    }

    void expand(State state, Transitions transitions) {
        if (!scenario.bot().later()) {
            return;
        }
        Rows rows = state.rows;
        int open = rows.find(Rows.OFFERED, Rows.TIME_OVER, -1);
        if (open >= 0) {
            transitions.go("the time for callbacks is over").rows.expireAnswers();
        }
        for (int token = 0; token < Rows.MOST_TOKENS; token++) {
            boolean inTime = rows.is(token, Rows.OFFERED) && !rows.is(token, Rows.TIME_OVER);
            if (inTime && state.left(Event.CALLS_BACK) > 0 && rows.posts(token) < MOST_POSTS) {
                State next = transitions.go("the bot posts to callback " + token);
                next.happens(Event.CALLS_BACK);
                next.rows.post(token, 1);
            }
            if (rows.posts(token) > 0 && Judging.at(state) == Judging.IDLE) {
                State next = transitions.go("a worker judges callback " + token);
                next.rows.post(token, -1);
                next.judge(JudgeField.TOKEN, token);
                Judging.TAKE.enter(next);
            }
        }
        judge(state, transitions);
        timer(state, transitions);
    }

    private void judge(State state, Transitions transitions) {
        Judging step = Judging.at(state);
        if (step == Judging.IDLE) {
            return;
        }
        int token = state.judge(JudgeField.TOKEN);
        if (state.left(Event.WORKER_DIES) > 0) {
            State next = transitions.go("the judge of callback " + token + " dies");
            next.happens(Event.WORKER_DIES);
            next.judgeIdle();
            if (known(state)) {
                next.rows.post(token, 1);
            }
        }
        State next = transitions.go("judge: " + step);
        switch (step) {
            case TAKE -> take(next, token);
            case JOB -> {
                int job = next.rows.jobOfAnswer(token, scenario.mends());
                if (job == 0) {
                    next.judgeIdle();
                } else {
                    next.judge(JudgeField.JOB, job);
                    next.judge(JudgeField.ATTEMPTS, next.rows.token(token, Rows.ATTEMPTS_AT));
                    Judging.PUBLISH.enter(next);
                }
            }
            case PUBLISH -> {
                next.publish(new Job(next.judge(JudgeField.JOB), next.judge(JudgeField.ATTEMPTS), 0, false));
                next.judge(JudgeField.JOB, 0);
                next.judge(JudgeField.ATTEMPTS, 0);
                Judging.WOKEN.enter(next);
            }
            case WOKEN -> {
                next.rows.mark(token, Rows.WOKEN);
                next.judgeIdle();
            }
            case IDLE -> throw new IllegalStateException(step.name());
        }
    }

    private void take(State next, int token) {
        boolean again = next.rows.is(token, Rows.HAS_ANSWER);
        boolean taken = next.rows.takeAnswer(token);
        if (!taken || (again && !scenario.has(Mend.CALLBACK_WAKES_AGAIN))) {
            next.judgeIdle();
            return;
        }
        if (scenario.bot() != Bot.SUPERSEDED) {
            next.ghost(Ghost.CALLED_BACK, next.ghost(Ghost.CALLED_BACK) | next.rows.asked(token));
        }
        Judging.JOB.enter(next);
    }

    /** It is due again after minutes: when all else is done. */
    private void timer(State state, Transitions transitions) {
        if (!state.rows.timerIsDue() || !(state.rows.awaited() || state.quiet())) {
            return;
        }
        if (state.left(Event.WORKER_DIES) > 0) {
            State next = transitions.go("a worker dies before it publishes the timer's job");
            next.happens(Event.WORKER_DIES);
            next.rows.putTimerOff(scenario.mends());
        }
        State next = transitions.go("the timer's job is published");
        Job job = new Job(state.rows.b[Rows.TIMER_JOB], state.rows.b[Rows.TIMER_ATTEMPTS], 0, false);
        next.rows.putTimerOff(scenario.mends());
        if (next.rows.hasTimer() || !scenario.has(Mend.TIMER_COMES_AGAIN)) {
            next.publish(job);
        }
    }
}
