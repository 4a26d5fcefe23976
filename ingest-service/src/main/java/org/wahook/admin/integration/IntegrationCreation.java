package org.wahook.admin.integration;

import java.util.UUID;
import org.wahook.admin.rest.Problem;
import org.wahook.admin.rest.Refused;
import org.wahook.admin.verification.Report;

/** What came of the creation of an integration. */
public sealed interface IntegrationCreation {

    record Created(ConnectedIntegration connected) implements IntegrationCreation {}

    /** The same request came before, by its Idempotency-Key. */
    record Repeated(ConnectedIntegration connected) implements IntegrationCreation {}

    /** Nothing was created. */
    sealed interface NotCreated extends IntegrationCreation, Refused {}

    /** The chatbot has this number already. */
    record Taken(UUID existing) implements NotCreated {
        @Override
        public Problem problem() {
            return IntegrationProblems.taken(existing);
        }
    }

    /** Meta was asked first, and does not take the token for this number. */
    record TokenRefused(Report report) implements NotCreated {
        @Override
        public Problem problem() {
            return Problem.named(
                            422,
                            "verification-failed",
                            "Meta refuses the token for this number",
                            "Nothing was created. The report says what Meta answered: look at accessToken and phoneNumberId.")
                    .with("verification", report.toJson());
        }
    }
}
