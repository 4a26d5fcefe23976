package org.wahook.shared.meta;

import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * Reads the system messages that tell of a changed number or user id, in all the forms that were seen. They have no
 * contact, and sometimes no sender.
 */
final class IdentityReader {

    private static final Pattern USER_ID = Pattern.compile("\\b[A-Z]{2}\\.(?:ENT\\.)?[A-Za-z0-9]{1,128}\\b");

    private IdentityReader() {}

    static Optional<IdentityChange> read(JsonNode message) {
        JsonNode system = message.path("system");
        String type = system.path("type").asString("");
        if (!type.endsWith("_changed_number") && !type.endsWith("_changed_user_id")) {
            return Optional.empty();
        }
        Optional<String> newUserId = Fields.id(system, "user_id");
        List<String> inBody = USER_ID.matcher(system.path("body").asString(""))
                .results()
                .map(MatchResult::group)
                .limit(2)
                .toList();
        Optional<String> newer = newUserId.or(() -> inBody.size() == 2 ? Optional.of(inBody.get(1)) : Optional.empty());
        Optional<String> older = Stream.of(
                        Fields.id(system, "previous_user_id"),
                        inBody.stream().findFirst(),
                        Fields.id(message, "from_user_id"),
                        Fields.userIdInPlaceOfPhone(message, "from"))
                .flatMap(Optional::stream)
                .filter(id -> newer.filter(id::equals).isEmpty())
                .findFirst();
        Optional<String> newPhone = Fields.phone(system, "new_wa_id").or(() -> Fields.phone(system, "wa_id"));
        Optional<String> oldPhone = Stream.of(
                        Fields.phone(system, "previous_wa_id"),
                        Fields.phone(message, "from"),
                        Fields.phone(system, "customer"))
                .flatMap(Optional::stream)
                .filter(phone -> newPhone.filter(phone::equals).isEmpty())
                .findFirst();
        boolean known = newPhone.isPresent() || newer.isPresent();
        return known ? Optional.of(new IdentityChange(oldPhone, older, newPhone, newer)) : Optional.empty();
    }

    /** Who the person is from now on. */
    static Optional<Contact> contact(IdentityChange change) {
        Optional<String> phone = change.newPhone().or(change::oldPhone);
        return phone.isEmpty() && change.newUserId().isEmpty()
                ? Optional.empty()
                : Optional.of(new Contact(phone, change.newUserId(), Optional.empty()));
    }
}
