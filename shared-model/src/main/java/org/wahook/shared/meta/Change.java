package org.wahook.shared.meta;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** One element of {@code entry[].changes[]}. */
public sealed interface Change {

    /** The WhatsApp Business Account (WABA) that the entry names; empty where it names none. */
    String wabaId();

    /** The change as Meta sent it, {@code field} and {@code value}. */
    JsonNode json();

    /**
     * A field with messages in it.
     *
     * @param field {@code messages}, which alone asks for replies, {@code smb_message_echoes}, {@code standby} or
     *     {@code history}
     * @param rest what of the value is neither message nor status: to be kept
     */
    record Messages(
            String wabaId,
            String field,
            String phoneNumberId,
            List<InboundMessage> messages,
            List<StatusUpdate> statuses,
            Optional<JsonNode> rest,
            JsonNode json)
            implements Change {

        public Messages {
            messages = List.copyOf(messages);
            statuses = List.copyOf(statuses);
        }

        /**
         * Whether it asks for replies. Only such a change waits in whatsapp.unrouted while no account has the number.
         */
        public boolean live() {
            return field.equals("messages");
        }
    }

    /**
     * The thread with a customer has another owner.
     *
     * @param ours whether we own it now; else another app does
     * @param role of the new owner, where Meta says it
     */
    record Handover(
            String wabaId,
            String phoneNumberId,
            Contact contact,
            boolean ours,
            String role,
            Optional<Instant> at,
            JsonNode json)
            implements Change {}

    /** Names from the address book of a number that has joined. */
    record ContactNames(String wabaId, String phoneNumberId, List<Contact> contacts, JsonNode json) implements Change {

        public ContactNames {
            contacts = List.copyOf(contacts);
        }
    }

    /**
     * Any other field, known or not: kept, never answered.
     *
     * @param phoneNumberId where the change names one
     */
    record Other(String wabaId, String field, Optional<String> phoneNumberId, JsonNode json) implements Change {}
}
