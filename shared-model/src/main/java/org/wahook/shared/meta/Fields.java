package org.wahook.shared.meta;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Ids and times in Meta's objects. */
final class Fields {

    static final int LONGEST_ID = 512;

    private static final int LONGEST_PHONE = 256;
    private static final Pattern NOT_A_DIGIT = Pattern.compile("\\D");
    private static final Pattern SECONDS = Pattern.compile("\\d{1,11}");

    private Fields() {}

    /** PostgreSQL stores no NUL character, and an id with another one in its place would be another id. */
    static Optional<String> id(JsonNode node, String field) {
        return Words.of(node, field).filter(id -> id.length() <= LONGEST_ID && id.indexOf('\0') < 0);
    }

    /** A name may hold anything; one that is too long is none. */
    static Optional<String> name(JsonNode node, String field) {
        return Words.of(node, field).filter(name -> name.length() <= LONGEST_ID);
    }

    /** Why there is no {@link #id}: for people. */
    static String withoutId(String what, JsonNode node) {
        return node.path("id").asString("").length() > LONGEST_ID
                ? what + "'s id is longer than " + LONGEST_ID + " characters"
                : what + " has no id";
    }

    /** The digits of a phone number. A value with letters is a user id, and no number may be made of its digits. */
    static Optional<String> phone(JsonNode node, String field) {
        String text = node.path(field).asString("");
        if (text.isEmpty() || text.length() > LONGEST_PHONE || text.codePoints().anyMatch(Character::isLetter)) {
            return Optional.empty();
        }
        String digits = NOT_A_DIGIT.matcher(text).replaceAll("");
        return digits.isEmpty() ? Optional.empty() : Optional.of(digits);
    }

    /** The user id in a field where a phone number used to be. */
    static Optional<String> userIdInPlaceOfPhone(JsonNode node, String field) {
        return id(node, field).filter(text -> text.codePoints().anyMatch(Character::isLetter));
    }

    static Optional<Instant> timestamp(JsonNode node) {
        String text = node.path("timestamp").asString("");
        if (!SECONDS.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Instant.ofEpochSecond(Long.parseLong(text)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
