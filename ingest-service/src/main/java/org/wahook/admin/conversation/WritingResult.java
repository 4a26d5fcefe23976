package org.wahook.admin.conversation;

import java.time.Instant;
import java.util.Optional;
import org.wahook.admin.rest.Problem;
import org.wahook.admin.rest.Refused;
import org.wahook.platform.json.Json;

/** What came of a message that a person wrote. */
public sealed interface WritingResult {

    /** Stored, and a worker was told. */
    record Written(ConversationMessage message) implements WritingResult {}

    /** The same request came before, by its Idempotency-Key. */
    record Repeated(ConversationMessage message) implements WritingResult {}

    /** Nothing was stored. */
    sealed interface NotWritten extends WritingResult, Refused {}

    record Missing() implements NotWritten {
        @Override
        public Problem problem() {
            return Problem.notFound("conversation");
        }
    }

    /** The integration or its chatbot is inactive. */
    record Inactive() implements NotWritten {
        @Override
        public Problem problem() {
            return Problem.named(
                    409,
                    "integration-inactive",
                    "The integration is inactive",
                    "Nothing is sent for it, or its chatbot is inactive. Activate it first.");
        }
    }

    record AccountPaused(String why) implements NotWritten {
        @Override
        public Problem problem() {
            return Problem.named(
                            409,
                            "account-paused",
                            "Sending is stopped for this number",
                            "Meta stopped it. Give the integration a new accessToken, then write again.")
                    .with("pausedReason", Json.object().stringNode(why));
        }
    }

    /** @param since when it closed; empty where the customer has never written */
    record WindowClosed(Optional<Instant> since) implements NotWritten {
        @Override
        public Problem problem() {
            Problem problem = Problem.named(
                    422,
                    "window-closed",
                    "The customer-service window is closed",
                    "Meta takes free text only within 24 hours of the customer's last message.");
            return since.map(
                            time -> problem.with("windowClosedAt", Json.object().stringNode(time.toString())))
                    .orElse(problem);
        }
    }

    /** RabbitMQ did not confirm, or others changed the conversation again and again meanwhile. */
    record Unconfirmed() implements NotWritten {
        @Override
        public Problem problem() {
            return Problem.unavailable("RabbitMQ");
        }
    }
}
