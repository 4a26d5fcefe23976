package org.wahook.admin.integration;

import java.util.UUID;
import org.wahook.admin.rest.Problem;
import org.wahook.platform.json.Json;

/** Reasons that a creation and a change have in common. */
final class IntegrationProblems {

    private IntegrationProblems() {}

    static Problem taken(UUID existing) {
        return Problem.named(
                        409,
                        "duplicate-integration",
                        "The chatbot has this phone number already",
                        "Change the existing integration, or deactivate it first.")
                .with("existing", Json.object().stringNode(existing.toString()))
                .with("existingLocation", Json.object().stringNode(IntegrationEndpoints.location(existing)));
    }
}
