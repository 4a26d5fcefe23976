package org.wahook.shared.meta;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.wahook.platform.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads a webhook body into {@link Webhook}. Never throws for what Meta, or somebody with its secret, may send. */
public final class WebhookReader {

    private static final String OBJECT = "whatsapp_business_account";
    private static final Pattern NOT_A_DIGIT = Pattern.compile("\\D");
    private static final int LONGEST_ID = 256;

    private final List<Change> changes = new ArrayList<>();
    private final List<BrokenItem> broken = new ArrayList<>();

    private WebhookReader() {}

    /** Empty where the body is not JSON, or not about WhatsApp. */
    public static Optional<Webhook> read(byte[] body) {
        Optional<JsonNode> root = Json.parse(body);
        if (root.isEmpty() || !root.get().path("object").asString("").equals(OBJECT)) {
            return Optional.empty();
        }
        WebhookReader reader = new WebhookReader();
        reader.readEntries(root.get());
        return Optional.of(new Webhook(reader.changes, reader.broken));
    }

    private void readEntries(JsonNode root) {
        if (!root.path("entry").isArray()) {
            broken.add(new BrokenItem("the webhook has no list of entries", root));
            return;
        }
        for (JsonNode entry : root.path("entry")) {
            String wabaId = entry.path("id").asString("");
            if (!entry.path("changes").isArray()) {
                broken.add(new BrokenItem("an entry has no changes", envelope(entry)));
                continue;
            }
            for (JsonNode change : entry.path("changes")) {
                readChange(wabaId, change);
            }
        }
    }

    private void readChange(String wabaId, JsonNode change) {
        String field = change.path("field").asString("");
        JsonNode value = change.path("value");
        if (field.isEmpty() || !value.isObject()) {
            broken.add(new BrokenItem("a change has no field or no value", envelope(entry(wabaId, change))));
            return;
        }
        Optional<String> phoneNumberId =
                id(value.path("metadata"), "phone_number_id").or(() -> id(value.path("recipient"), "phone_number_id"));
        if (!field.equals("messages")) {
            changes.add(new Change.Other(wabaId, field, phoneNumberId, change));
            return;
        }
        if (phoneNumberId.isEmpty()) {
            broken.add(new BrokenItem("messages without metadata.phone_number_id", envelope(entry(wabaId, change))));
            return;
        }
        changes.add(new Change.Messages(
                wabaId, phoneNumberId.get(), messages(wabaId, change), statuses(wabaId, change), change));
    }

    private List<InboundMessage> messages(String wabaId, JsonNode change) {
        List<InboundMessage> messages = new ArrayList<>();
        JsonNode value = change.path("value");
        for (JsonNode message : list(wabaId, change, "messages")) {
            Optional<String> id = id(message, "id");
            Optional<Contact> from = contact(message, value.path("contacts"));
            if (id.isEmpty() || from.isEmpty()) {
                String why = id.isEmpty() ? "a message has no id" : "a message has neither from nor from_user_id";
                broken.add(new BrokenItem(why, alone(wabaId, change, "messages", message)));
                continue;
            }
            String type = ContentReader.typeOf(message);
            messages.add(new InboundMessage(
                    id.get(),
                    from.get(),
                    timestamp(message),
                    type,
                    ContentReader.read(type, message),
                    id(message, "group_id").isPresent(),
                    message));
        }
        return messages;
    }

    private List<StatusUpdate> statuses(String wabaId, JsonNode change) {
        List<StatusUpdate> statuses = new ArrayList<>();
        for (JsonNode status : list(wabaId, change, "statuses")) {
            Optional<String> id = id(status, "id");
            String word = status.path("status").asString("");
            if (id.isEmpty() || word.isEmpty()) {
                broken.add(
                        new BrokenItem("a status has no id or no status", alone(wabaId, change, "statuses", status)));
                continue;
            }
            statuses.add(new StatusUpdate(
                    id.get(),
                    word,
                    timestamp(status),
                    id(status, "biz_opaque_callback_data"),
                    status.path("errors"),
                    status));
        }
        return statuses;
    }

    private JsonNode list(String wabaId, JsonNode change, String name) {
        JsonNode list = change.path("value").path(name);
        if (!list.isArray() && !list.isMissingNode() && !list.isNull()) {
            broken.add(new BrokenItem(name + " is no list", alone(wabaId, change, name, list)));
            return Json.object();
        }
        return list;
    }

    /** The sender's ids stand in the message, and in the contact that has the same id; either may be left out. */
    private static Optional<Contact> contact(JsonNode message, JsonNode contacts) {
        Optional<String> phone = digits(message, "from");
        Optional<String> userId = id(message, "from_user_id");
        JsonNode card = card(contacts, phone, userId);
        Optional<String> anyPhone = phone.or(() -> digits(card, "wa_id"));
        Optional<String> anyUserId = userId.or(() -> id(card, "user_id"));
        if (anyPhone.isEmpty() && anyUserId.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Contact(anyPhone, anyUserId, words(card.path("profile"), "name")));
    }

    private static JsonNode card(JsonNode contacts, Optional<String> phone, Optional<String> userId) {
        for (JsonNode card : contacts) {
            boolean samePhone = phone.isPresent() && phone.equals(digits(card, "wa_id"));
            boolean sameUser = userId.isPresent() && userId.equals(id(card, "user_id"));
            if (samePhone || sameUser) {
                return card;
            }
        }
        boolean onlyOne = contacts.size() == 1 && phone.isEmpty() && userId.isEmpty();
        return onlyOne ? contacts.path(0) : Json.object();
    }

    private static Optional<String> digits(JsonNode node, String field) {
        String digits = NOT_A_DIGIT.matcher(node.path(field).asString("")).replaceAll("");
        return digits.isEmpty() || digits.length() > LONGEST_ID ? Optional.empty() : Optional.of(digits);
    }

    /** PostgreSQL stores no NUL character, and an id with another one in its place would be another id. */
    private static Optional<String> id(JsonNode node, String field) {
        return words(node, field).filter(id -> id.indexOf('\0') < 0);
    }

    private static Optional<String> words(JsonNode node, String field) {
        String words = node.path(field).asString("");
        return words.isBlank() || words.length() > 2 * LONGEST_ID ? Optional.empty() : Optional.of(words);
    }

    private static Optional<Instant> timestamp(JsonNode node) {
        String text = node.path("timestamp").asString("");
        if (!text.matches("\\d{1,11}")) {
            return Optional.empty();
        }
        try {
            return Optional.of(Instant.ofEpochSecond(Long.parseLong(text)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static JsonNode alone(String wabaId, JsonNode change, String list, JsonNode item) {
        ObjectNode copy = ((ObjectNode) change).deepCopy();
        ObjectNode value = (ObjectNode) copy.path("value");
        value.remove(List.of("messages", "statuses"));
        value.putArray(list).add(item);
        return envelope(entry(wabaId, copy));
    }

    private static JsonNode entry(String wabaId, JsonNode change) {
        ObjectNode entry = Json.object().put("id", wabaId);
        entry.putArray("changes").add(change);
        return entry;
    }

    private static JsonNode envelope(JsonNode entry) {
        ObjectNode envelope = Json.object().put("object", OBJECT);
        envelope.putArray("entry").add(entry);
        return envelope;
    }

    /** A webhook that holds only these changes. */
    public static JsonNode envelopeOf(List<? extends Change> changes) {
        ObjectNode envelope = Json.object().put("object", OBJECT);
        ArrayNode entries = envelope.putArray("entry");
        changes.forEach(change -> entries.add(entry(change.wabaId(), change.json())));
        return envelope;
    }
}
