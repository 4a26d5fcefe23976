package org.wahook.shared.meta;

import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A message that a customer wrote.
 *
 * @param id Meta's id of it (wamid), the key for recognising duplicates
 * @param sentAt Meta's timestamp, of one second's resolution; empty where it is missing or no number
 * @param type Meta's word for what it is; guessed from the content where Meta left it out
 * @param group whether it was written into a group, where a reply to one person would be out of place
 * @param json the message as Meta sent it
 */
public record InboundMessage(
        String id, Contact from, Optional<Instant> sentAt, String type, Content content, boolean group, JsonNode json) {

    /** Whether the customer expects an answer to it. */
    public boolean startsTurn() {
        return !group && content.startsTurn();
    }
}
