package org.wahook.admin.conversation;

import org.wahook.admin.rest.Problem;
import org.wahook.admin.rest.Refused;

/** What came of asking Meta for another owner of a thread. */
public sealed interface ThreadControlResult {

    record Done(Conversation conversation) implements ThreadControlResult {}

    /** Meta did not do it, or did not say that it did. */
    sealed interface NotDone extends ThreadControlResult, Refused {}

    record Missing() implements NotDone {
        @Override
        public Problem problem() {
            return Problem.notFound("conversation");
        }
    }

    /** @param line in Meta's words, or why the access token can't be used */
    record RefusedByMeta(String line) implements NotDone {
        @Override
        public Problem problem() {
            return Problem.named(409, "thread-control-refused", "Meta does not change the owner of this thread", line);
        }
    }

    /** Meta's answer is unknown. */
    record Unclear(String line) implements NotDone {
        @Override
        public Problem problem() {
            return Problem.named(
                    502,
                    "thread-control-unclear",
                    "It is unknown whether Meta has changed the owner",
                    line + ". Meta's webhook tells the owner; try again where none comes.");
        }
    }
}
