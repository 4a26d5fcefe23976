package org.wahook.shared.meta;

import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * A message that came by a webhook: a customer's, or one that the business wrote elsewhere.
 *
 * @param id Meta's id of it (wamid), the key for recognising duplicates
 * @param contact the customer, whoever of the two wrote
 * @param group the group that it was written into; empty for a private one
 * @param sentAt Meta's timestamp, of one second's resolution; empty where it is missing or no number
 * @param type Meta's word for what it is; guessed from the content where Meta left it out
 * @param byBusiness not written by the customer: an echo, or the business's part of a history
 * @param refersTo the message that it answers, corrects or reacts to
 * @param asks whether the customer expects an answer to it, as far as the message itself tells
 * @param json the message as Meta sent it
 */
public record InboundMessage(
        String id,
        Contact contact,
        Optional<String> group,
        Optional<Instant> sentAt,
        String type,
        Content content,
        Origin origin,
        boolean byBusiness,
        Optional<String> refersTo,
        Optional<Correction> correction,
        Optional<IdentityChange> identityChange,
        boolean asks,
        JsonNode json) {

    /** What its conversation is kept under. */
    public String conversationId() {
        return group.orElseGet(contact::id);
    }
}
