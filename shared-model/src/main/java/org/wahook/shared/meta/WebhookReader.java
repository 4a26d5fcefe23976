package org.wahook.shared.meta;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
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

    /** As many as Meta puts into one webhook. Each costs a dead letter, however small it is. */
    private static final int MOST_BROKEN = 1000;

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
        return Optional.of(new Webhook(reader.changes, reader.broken(root.get())));
    }

    /** Where more are broken, the whole webhook stands for the rest. */
    private List<BrokenItem> broken(JsonNode root) {
        if (broken.size() <= MOST_BROKEN) {
            return broken;
        }
        List<BrokenItem> some = new ArrayList<>(broken.subList(0, MOST_BROKEN));
        some.add(new BrokenItem("more than " + MOST_BROKEN + " of its parts are broken: this is all of it", root));
        return some;
    }

    private void broken(String why, Supplier<JsonNode> alone) {
        if (broken.size() <= MOST_BROKEN) {
            broken.add(new BrokenItem(why, alone.get()));
        }
    }

    private void readEntries(JsonNode root) {
        if (!root.path("entry").isArray()) {
            broken("the webhook has no list of entries", () -> root);
            return;
        }
        for (JsonNode entry : root.path("entry")) {
            String wabaId = id(entry, "id").orElse("");
            if (!entry.path("changes").isArray()) {
                broken("an entry has no changes", () -> envelope(entry));
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
            broken("a change has no field or no value", () -> envelope(entry(wabaId, change)));
            return;
        }
        Optional<String> phoneNumberId =
                id(value.path("metadata"), "phone_number_id").or(() -> id(value.path("recipient"), "phone_number_id"));
        if (!field.equals("messages")) {
            changes.add(new Change.Other(wabaId, field, phoneNumberId, change));
            return;
        }
        if (phoneNumberId.isEmpty()) {
            broken("messages without metadata.phone_number_id", () -> envelope(entry(wabaId, change)));
            return;
        }
        Origin origin = new Origin(wabaId, phoneNumberId.get(), change);
        changes.add(new Change.Messages(wabaId, phoneNumberId.get(), messages(origin), statuses(origin), change));
    }

    /** Where an item stands. */
    private record Origin(String wabaId, String phoneNumberId, JsonNode change) {
        JsonNode value() {
            return change.path("value");
        }
    }

    private List<InboundMessage> messages(Origin origin) {
        List<InboundMessage> messages = new ArrayList<>();
        ContactCards cards = cardsOf(origin.value());
        for (JsonNode message : list(origin, "messages")) {
            Optional<String> id = id(message, "id");
            Optional<Contact> from = contact(message, cards);
            if (id.isEmpty() || from.isEmpty()) {
                String why = id.isEmpty() ? "a message has no id" : "a message has neither from nor from_user_id";
                broken(why, () -> alone(origin.wabaId(), origin.phoneNumberId(), "messages", message, from));
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

    private List<StatusUpdate> statuses(Origin origin) {
        List<StatusUpdate> statuses = new ArrayList<>();
        for (JsonNode status : list(origin, "statuses")) {
            Optional<String> id = id(status, "id");
            String word = status.path("status").asString("");
            if (id.isEmpty() || word.isEmpty()) {
                broken(
                        "a status has no id or no status",
                        () -> alone(origin.wabaId(), origin.phoneNumberId(), "statuses", status, Optional.empty()));
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

    private JsonNode list(Origin origin, String name) {
        JsonNode list = origin.value().path(name);
        if (!list.isArray() && !list.isMissingNode() && !list.isNull()) {
            broken(
                    name + " is no list",
                    () -> alone(origin.wabaId(), origin.phoneNumberId(), name, list, Optional.empty()));
            return Json.object();
        }
        return list;
    }

    static ContactCards cardsOf(JsonNode value) {
        return new ContactCards(value.path("contacts"), card -> digits(card, "wa_id"), card -> id(card, "user_id"));
    }

    /** The sender's ids stand in the message, and in the contact that has the same id; either may be left out. */
    static Optional<Contact> contact(JsonNode message, ContactCards cards) {
        Optional<String> phone = digits(message, "from");
        Optional<String> userId = id(message, "from_user_id");
        JsonNode card = cards.of(phone, userId);
        Optional<String> anyPhone = phone.or(() -> digits(card, "wa_id"));
        Optional<String> anyUserId = userId.or(() -> id(card, "user_id"));
        if (anyPhone.isEmpty() && anyUserId.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Contact(anyPhone, anyUserId, words(card.path("profile"), "name")));
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

    /**
     * An item with what is needed to route it, all of it of bounded size: what stands once in a change must not be copied
     * for each of its items.
     */
    static JsonNode alone(String wabaId, String phoneNumberId, String list, JsonNode item, Optional<Contact> from) {
        ObjectNode value = Json.object().put("messaging_product", "whatsapp");
        value.putObject("metadata").put("phone_number_id", phoneNumberId);
        from.ifPresent(contact -> {
            ObjectNode card = value.putArray("contacts").addObject();
            contact.phone().ifPresent(phone -> card.put("wa_id", phone));
            contact.userId().ifPresent(userId -> card.put("user_id", userId));
            contact.name().ifPresent(name -> card.putObject("profile").put("name", name));
        });
        value.putArray(list).add(item);
        ObjectNode change = Json.object().put("field", "messages");
        change.set("value", value);
        return envelope(entry(wabaId, change));
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
