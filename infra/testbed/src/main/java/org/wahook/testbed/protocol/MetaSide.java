package org.wahook.testbed.protocol;

import org.wahook.testbed.protocol.Scenario.Event;
import org.wahook.testbed.protocol.State.Ghost;

/** Meta accepts a message, and what must hold when it does. */
final class MetaSide {

    private MetaSide() {}

    static void accept(State state, int part, Scenario scenario) {
        Rows rows = state.rows;
        boolean noneLate = state.left(Event.STATUS_LATE) == scenario.limits().getOrDefault(Event.STATUS_LATE, 0);
        rows.accept(part);
        if (rows.kind(part) == Rows.PERSON) {
            if (rows.accepted(part) > 1 && noneLate) {
                state.violation(Violation.SENT_TWICE);
            }
            checkPeoplesOrder(state, part);
            return;
        }
        if (rows.ofFollowUp(part)) {
            if (rows.acceptedFollowUps() > 1 && noneLate) {
                state.violation(Violation.FOLLOWED_UP_TWICE);
            }
            return;
        }
        int questions = rows.questions(part);
        for (int question = 0; question < rows.count(); question++) {
            if (Rows.in(questions, question) && Properties.acceptedReplies(rows, question) > 1 && noneLate) {
                state.violation(Violation.ANSWERED_TWICE);
            }
        }
        int newest = 32 - Integer.numberOfLeadingZeros(questions & 0xFF);
        if (newest < state.ghost(Ghost.NEWEST_ANSWERED)
                && rows.accepted(part) == 1
                && state.ghost(Ghost.REPLAYED) == 0) {
            state.violation(Violation.OUT_OF_ORDER);
        }
        state.ghost(Ghost.NEWEST_ANSWERED, Math.max(newest, state.ghost(Ghost.NEWEST_ANSWERED)));
    }

    private static void checkPeoplesOrder(State state, int part) {
        for (int earlier = 0; earlier < part; earlier++) {
            if (state.rows.kind(earlier) == Rows.PERSON && state.rows.unsent(earlier)) {
                state.violation(Violation.OUT_OF_ORDER);
            }
        }
    }
}
