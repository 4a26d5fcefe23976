package org.wahook.admin.integration;

import java.util.UUID;
import org.wahook.admin.rest.Problem;
import org.wahook.admin.rest.Refused;

/** What came of a change of an integration. */
public sealed interface IntegrationChangeResult {

    record Changed(Integration integration) implements IntegrationChangeResult {}

    /** Nothing was changed. */
    sealed interface NotChanged extends IntegrationChangeResult, Refused {}

    record Missing() implements NotChanged {
        @Override
        public Problem problem() {
            return Problem.notFound("integration");
        }
    }

    /** @param version the present one, which is not the one that the caller has seen */
    record Stale(String version) implements NotChanged {
        @Override
        public Problem problem() {
            return Problem.stale(version);
        }
    }

    /** Another active integration of the chatbot has this number. */
    record Taken(UUID existing) implements NotChanged {
        @Override
        public Problem problem() {
            return IntegrationProblems.taken(existing);
        }
    }
}
