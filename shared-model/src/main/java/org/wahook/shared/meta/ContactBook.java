package org.wahook.shared.meta;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** The list {@code contacts} of a value. A contact is found by its ids, never by its place in the list. */
final class ContactBook {

    private final Map<String, JsonNode> byPhone = new HashMap<>();
    private final Map<String, JsonNode> byUserId = new HashMap<>();
    private final Optional<JsonNode> only;

    /** Where the two ids of a message's contact stand. */
    enum Side {
        SENDER("from", "from_user_id"),
        RECIPIENT("to", "to_user_id");

        private final String phone;
        private final String userId;

        Side(String phone, String userId) {
            this.phone = phone;
            this.userId = userId;
        }
    }

    private ContactBook(JsonNode contacts, boolean onlyCounts) {
        contacts.forEach(card -> {
            phoneOf(card).ifPresent(phone -> byPhone.putIfAbsent(phone, card));
            userIdOf(card).ifPresent(id -> byUserId.putIfAbsent(id, card));
        });
        only = onlyCounts && contacts.size() == 1 ? Optional.of(contacts.path(0)) : Optional.empty();
    }

    /**
     * @param messages what came with the contacts: where all are of one person, the only contact is that person, although
     *     its {@code wa_id} may be written in another way
     */
    static ContactBook of(JsonNode contacts, JsonNode messages, Side side) {
        Set<String> people = new HashSet<>();
        messages.forEach(message -> people.add(
                message.path(side.userId).asString(message.path(side.phone).asString(""))));
        return new ContactBook(contacts, people.size() <= 1);
    }

    /** The contact of a message; empty where neither the message nor the list says who it is. */
    Optional<Contact> of(JsonNode message, Side side) {
        Optional<String> phone = Fields.phone(message, side.phone);
        Optional<String> userId =
                Fields.id(message, side.userId).or(() -> Fields.userIdInPlaceOfPhone(message, side.phone));
        Optional<JsonNode> card = card(phone, userId);
        Optional<String> anyPhone = phone.or(() -> card.flatMap(ContactBook::phoneOf));
        Optional<String> anyUserId = userId.or(() -> card.flatMap(ContactBook::userIdOf));
        if (anyPhone.isEmpty() && anyUserId.isEmpty()) {
            return Optional.empty();
        }
        Optional<JsonNode> profile = card.map(it -> it.path("profile"));
        return Optional.of(new Contact(
                anyPhone,
                anyUserId,
                profile.flatMap(it -> Fields.name(it, "name")),
                profile.flatMap(ContactBook::username)));
    }

    static Optional<String> username(JsonNode node) {
        return Fields.name(node, "username")
                .map(name -> name.startsWith("@") ? name.substring(1) : name)
                .filter(name -> !name.isEmpty());
    }

    /** One with another user id is another person. */
    private Optional<JsonNode> card(Optional<String> phone, Optional<String> userId) {
        return userId.map(byUserId::get)
                .or(() -> phone.map(byPhone::get))
                .or(() -> only)
                .filter(card -> userId.isEmpty()
                        || userIdOf(card).filter(id -> !id.equals(userId.get())).isEmpty());
    }

    private static Optional<String> phoneOf(JsonNode card) {
        return Fields.phone(card, "wa_id");
    }

    private static Optional<String> userIdOf(JsonNode card) {
        return Fields.id(card, "user_id").or(() -> Fields.userIdInPlaceOfPhone(card, "wa_id"));
    }
}
