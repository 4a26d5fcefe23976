package org.wahook.shared.meta;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** One element of {@code entry[].changes[]}. */
public sealed interface Change {

    /** The WhatsApp Business Account (WABA) that the entry names; empty where it names none. */
    String wabaId();

    /** The change as Meta sent it, {@code field} and {@code value}. */
    JsonNode json();

    /** The field {@code messages}: the only one that asks for replies. */
    record Messages(
            String wabaId,
            String phoneNumberId,
            List<InboundMessage> messages,
            List<StatusUpdate> statuses,
            JsonNode json)
            implements Change {

        public Messages {
            messages = List.copyOf(messages);
            statuses = List.copyOf(statuses);
        }
    }

    /**
     * Any other field, known or not: kept, never answered.
     *
     * @param phoneNumberId where the change names one
     */
    record Other(String wabaId, String field, Optional<String> phoneNumberId, JsonNode json) implements Change {}
}
