package org.wahook.shared.meta;

import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * Reads {@code messaging_handovers}: who owns a thread from now on. Seen with {@code type} and an object of that name,
 * with the object alone, and flat.
 */
final class HandoverReader {

    private static final String PASSED = "control_passed";
    private static final String TAKEN = "control_taken";

    private HandoverReader() {}

    /** Empty where it does not say whose thread it is, or what became of it. */
    static Optional<Change> read(String wabaId, String phoneNumberId, JsonNode change) {
        JsonNode value = change.path("value");
        JsonNode sender = value.path("sender");
        Optional<String> phone = Fields.phone(sender, "phone_number").or(() -> Fields.phone(sender, "wa_id"));
        Optional<String> userId =
                Fields.id(sender, "user_id").or(() -> Fields.userIdInPlaceOfPhone(sender, "phone_number"));
        Optional<String> type = Stream.of(PASSED, TAKEN)
                .filter(it -> value.path("type").asString("").equals(it))
                .findFirst()
                .or(() -> Stream.of(PASSED, TAKEN).filter(value::has).findFirst());
        if (type.isEmpty() || (phone.isEmpty() && userId.isEmpty())) {
            return Optional.empty();
        }
        JsonNode details = value.has(type.get()) ? value.path(type.get()) : value;
        return Optional.of(new Change.Handover(
                wabaId,
                phoneNumberId,
                new Contact(phone, userId, Optional.empty()),
                type.get().equals(PASSED),
                Fields.id(details, "new_owner_role").orElse(""),
                Fields.timestamp(value),
                change));
    }
}
