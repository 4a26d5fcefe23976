package org.wahook.shared.meta;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.wahook.platform.json.Json;
import tools.jackson.databind.JsonNode;

/** The contact cards of one change by their ids: a thousand messages must not each look through a thousand cards. */
final class ContactCards {

    private record Card(int position, JsonNode json) {}

    private final Map<String, Card> byPhone = new HashMap<>();
    private final Map<String, Card> byUserId = new HashMap<>();
    private final Optional<JsonNode> only;

    /** @param phone the digits of a card's {@code wa_id} */
    ContactCards(
            JsonNode cards, Function<JsonNode, Optional<String>> phone, Function<JsonNode, Optional<String>> userId) {
        int position = 0;
        for (JsonNode json : cards) {
            Card card = new Card(position++, json);
            phone.apply(json).ifPresent(it -> byPhone.putIfAbsent(it, card));
            userId.apply(json).ifPresent(it -> byUserId.putIfAbsent(it, card));
        }
        this.only = cards.size() == 1 ? Optional.of(cards.path(0)) : Optional.empty();
    }

    /** The first card with either id; the only one where there is no id to go by; else an empty one. */
    JsonNode of(Optional<String> phone, Optional<String> userId) {
        if (phone.isEmpty() && userId.isEmpty()) {
            return only.orElseGet(Json::object);
        }
        return Stream.concat(phone.map(byPhone::get).stream(), userId.map(byUserId::get).stream())
                .min((a, b) -> Integer.compare(a.position(), b.position()))
                .map(Card::json)
                .orElseGet(Json::object);
    }
}
