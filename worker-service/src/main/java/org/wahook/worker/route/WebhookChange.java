package org.wahook.worker.route;

import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A change, or what of it became no message and no status: to be kept.
 *
 * @param position in its event, so that it is kept once
 */
record WebhookChange(
        String eventId, int position, String field, String wabaId, Optional<String> phoneNumberId, JsonNode value) {}
