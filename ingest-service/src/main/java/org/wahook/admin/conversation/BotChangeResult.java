package org.wahook.admin.conversation;

import org.wahook.admin.rest.Problem;
import org.wahook.admin.rest.Refused;

/** What came of a change between bot and person. */
public sealed interface BotChangeResult {

    record Changed(Conversation conversation) implements BotChangeResult {}

    /** Nothing was changed. */
    sealed interface NotChanged extends BotChangeResult, Refused {}

    record Missing() implements NotChanged {
        @Override
        public Problem problem() {
            return Problem.notFound("conversation");
        }
    }

    /** @param version the present one, which is not the one that the caller has seen */
    record Stale(String version) implements NotChanged {
        @Override
        public Problem problem() {
            return Problem.stale(version);
        }
    }

    /** RabbitMQ did not confirm. */
    record Unconfirmed() implements NotChanged {
        @Override
        public Problem problem() {
            return Problem.unavailable("RabbitMQ");
        }
    }
}
