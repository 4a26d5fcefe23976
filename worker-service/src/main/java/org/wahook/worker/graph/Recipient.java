package org.wahook.worker.graph;

import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Whom a message goes to. */
public sealed interface Recipient {

    /** @param digits without the plus sign */
    record Phone(String digits) implements Recipient {}

    /** A contact who hides the phone number. */
    record UserId(String id) implements Recipient {}

    /** A group, which all of its members read. */
    record Group(String id) implements Recipient {}

    static Recipient of(Optional<String> phone, String userId) {
        return phone.<Recipient>map(Phone::new).orElseGet(() -> new UserId(userId));
    }

    /** The digits, or the user id. */
    default String contactId() {
        return switch (this) {
            case Phone(String digits) -> digits;
            case UserId(String id) -> id;
            case Group(String id) -> id;
        };
    }

    /** Meta's {@code recipient_type}. */
    default String type() {
        return this instanceof Group ? "group" : "individual";
    }

    /** Without the plus sign Meta would put the business's own country code before the number. */
    default void writeTo(ObjectNode body) {
        switch (this) {
            case Phone(String digits) -> body.put("to", "+" + digits);
            case UserId(String id) -> body.put("recipient", id);
            case Group(String id) -> body.put("to", id);
        }
    }
}
