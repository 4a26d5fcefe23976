package org.wahook.shared.meta;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.wahook.platform.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Takes a webhook apart into webhooks with one message or status each, so that one of them can wait or fail without the
 * others. What stands in other fields stays together, at its positions among the changes.
 */
public final class WebhookPieces {

    private static final List<String> WHO = List.of("from", "to", "wa_id", "recipient_id");
    private static final List<String> WHO_BY_ID = List.of("from_user_id", "to_user_id", "user_id", "group_id");
    private static final List<String> LISTS = List.of("messages", "statuses");
    private static final Set<String> HANDLED = Set.of("messages", "statuses", "metadata", "messaging_product");

    private final List<Piece> messages = new ArrayList<>();
    private final List<Piece> statuses = new ArrayList<>();
    private final Set<String> keysOfRest = new LinkedHashSet<>();
    private boolean rest;

    /**
     * Whether the body has more than messages and statuses. Where it has one item only, the whole body is that item's
     * piece.
     */
    private boolean more;

    /**
     * A webhook of its own.
     *
     * @param phoneNumberId the business's number; empty where it is about several or none
     * @param keys two pieces that share one may be about the same conversation or message: they stay in their order
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    public record Piece(byte[] body, String phoneNumberId, Set<String> keys) {
        public Piece {
            keys = Set.copyOf(keys);
        }
    }

    private WebhookPieces() {}

    /** In the order in which they are to be stored: messages before statuses. What can't be taken apart is one piece. */
    public static List<Piece> of(byte[] body) {
        Optional<JsonNode> root = Json.parse(body);
        if (root.isEmpty() || !root.get().path("entry").isArray()) {
            return List.of(new Piece(body, "", Set.of()));
        }
        List<Piece> pieces = new WebhookPieces().split(root.get());
        return pieces.size() == 1
                ? List.of(new Piece(
                        body,
                        pieces.getFirst().phoneNumberId(),
                        pieces.getFirst().keys()))
                : pieces;
    }

    private List<Piece> split(JsonNode root) {
        for (JsonNode entry : root.path("entry")) {
            JsonNode changes = entry.path("changes");
            rest |= !changes.isArray();
            for (JsonNode change : changes) {
                if (change instanceof ObjectNode object && object.path("value") instanceof ObjectNode value) {
                    split(entry.path("id").asString(""), object, value);
                } else {
                    rest = true;
                }
            }
        }
        List<Piece> pieces = new ArrayList<>(messages);
        int items = messages.size() + statuses.size();
        if (rest || items == 0 || (more && items > 1)) {
            pieces.add(new Piece(Json.bytes(root), "", keysOfRest));
        }
        pieces.addAll(statuses);
        return pieces;
    }

    /** Takes the items out of the change. */
    private void split(String wabaId, ObjectNode change, ObjectNode value) {
        String phoneNumberId = value.path("metadata").path("phone_number_id").asString("");
        if (!change.path("field").asString("").equals("messages") || phoneNumberId.isEmpty()) {
            rest = true;
            addKeys(keysOfRest, phoneNumberId, value);
            return;
        }
        ContactBook contacts = WebhookReader.contactsOf(value);
        for (String list : LISTS) {
            JsonNode items = value.path(list);
            if (items.isArray()) {
                items.forEach(item -> (list.equals("messages") ? messages : statuses)
                        .add(piece(wabaId, value.path("metadata"), list, item, contacts)));
                value.putArray(list);
            } else {
                rest |= !items.isMissingNode();
            }
        }
        value.remove("contacts");
        more |= value.propertyNames().stream().anyMatch(name -> !HANDLED.contains(name));
    }

    private static Piece piece(String wabaId, JsonNode metadata, String list, JsonNode item, ContactBook contacts) {
        String phoneNumberId = metadata.path("phone_number_id").asString("");
        Optional<Contact> from = list.equals("messages") ? WebhookReader.contact(item, contacts) : Optional.empty();
        Set<String> keys = new LinkedHashSet<>();
        addKeysOf(keys, phoneNumberId, item);
        from.flatMap(Contact::phone).ifPresent(phone -> keys.add(phoneNumberId + ":" + phone));
        from.flatMap(Contact::userId).ifPresent(user -> keys.add(phoneNumberId + ":" + user));
        IdentityReader.read(item)
                .ifPresent(change -> Stream.of(
                                change.oldPhone(), change.oldUserId(), change.newPhone(), change.newUserId())
                        .flatMap(Optional::stream)
                        .forEach(id -> keys.add(phoneNumberId + ":" + id)));
        if (list.equals("statuses")) {
            keys.add(phoneNumberId + ":status:" + item.path("id").asString(""));
        }
        return new Piece(Json.bytes(WebhookReader.alone(wabaId, metadata, list, item, from)), phoneNumberId, keys);
    }

    private static void addKeys(Set<String> keys, String phoneNumberId, JsonNode value) {
        addKeysOf(keys, phoneNumberId, value);
        for (JsonNode list : value) {
            if (list.isArray()) {
                list.forEach(item -> addKeysOf(keys, phoneNumberId, item));
            }
        }
    }

    private static void addKeysOf(Set<String> keys, String phoneNumberId, JsonNode item) {
        for (String field : WHO) {
            String digits = item.path(field).asString("").replaceAll("\\D", "");
            if (!digits.isEmpty()) {
                keys.add(phoneNumberId + ":" + digits);
            }
        }
        for (String field : WHO_BY_ID) {
            String id = item.path(field).asString("");
            if (!id.isEmpty()) {
                keys.add(phoneNumberId + ":" + id);
            }
        }
    }
}
