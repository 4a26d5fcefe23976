package org.wahook.shared.meta;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.wahook.platform.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads a webhook body into {@link Webhook}. Never throws for what Meta, or somebody with its secret, may send. */
public final class WebhookReader {

    private static final String OBJECT = "whatsapp_business_account";
    private static final String MESSAGES = "messages";
    private static final String ECHOES = "smb_message_echoes";
    private static final String STANDBY = "standby";
    private static final String HISTORY = "history";

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

    /** Where more items are broken, one item with the whole webhook stands for the others. */
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
            String wabaId = Fields.id(entry, "id").orElse("");
            if (!entry.path("changes").isArray()) {
                broken("an entry has no changes", () -> envelope(entry));
                continue;
            }
            for (JsonNode change : entry.path("changes")) {
                readChange(wabaId, withField(change, entry.path("field").asString("")));
            }
        }
    }

    /** Some changes have no field of their own: then the entry's counts. */
    private static JsonNode withField(JsonNode change, String fieldOfEntry) {
        boolean missing = change.path("field").asString("").isEmpty();
        return missing && !fieldOfEntry.isEmpty() && change instanceof ObjectNode object
                ? object.deepCopy().put("field", fieldOfEntry)
                : change;
    }

    private void readChange(String wabaId, JsonNode change) {
        String field = change.path("field").asString("");
        JsonNode value = change.path("value");
        if (field.isEmpty() || !value.isObject()) {
            broken("a change has no field or no value", () -> envelope(entry(wabaId, change)));
            return;
        }
        Optional<String> phoneNumberId = Fields.id(value.path("metadata"), "phone_number_id")
                .or(() -> Fields.id(value.path("recipient"), "phone_number_id"));
        boolean asks = value.path(MESSAGES).isArray() || value.path("statuses").isArray();
        if (field.equals(MESSAGES) && phoneNumberId.isEmpty() && asks) {
            broken("messages without metadata.phone_number_id", () -> envelope(entry(wabaId, change)));
            return;
        }
        changes.add(phoneNumberId
                .flatMap(number -> understood(wabaId, field, number, change))
                .orElseGet(() -> new Change.Other(wabaId, field, phoneNumberId, change)));
    }

    private Optional<Change> understood(String wabaId, String field, String phoneNumberId, JsonNode change) {
        return switch (field) {
            case MESSAGES, ECHOES, STANDBY, HISTORY -> Optional.of(messages(wabaId, field, phoneNumberId, change));
            case "messaging_handovers" -> HandoverReader.read(wabaId, phoneNumberId, change);
            case "smb_app_state_sync" -> Optional.of(NamesReader.read(wabaId, phoneNumberId, change));
            default -> Optional.empty();
        };
    }

    private Change messages(String wabaId, String field, String phoneNumberId, JsonNode change) {
        ValueReader value = new ValueReader(change.path("value"));
        switch (field) {
            case ECHOES -> value.echoes();
            case STANDBY -> value.standby();
            case HISTORY -> value.history();
            default -> value.live();
        }
        if (field.equals(MESSAGES)) {
            JsonNode metadata = change.path("value").path("metadata");
            value.unread.forEach(item ->
                    broken(item.why(), () -> alone(wabaId, metadata, item.list(), item.item(), item.contact())));
        } else {
            value.keepUnread();
        }
        return new Change.Messages(wabaId, field, phoneNumberId, value.messages, value.statuses, value.kept(), change);
    }

    /** Who wrote it, on the field that asks for replies; empty where it does not say so. */
    static Optional<Contact> contact(JsonNode message, ContactBook contacts) {
        return IdentityReader.read(message)
                .flatMap(IdentityReader::contact)
                .or(() -> contacts.of(message, ContactBook.Side.SENDER));
    }

    static ContactBook contactsOf(JsonNode value) {
        return ContactBook.of(value.path("contacts"), value.path(MESSAGES), ContactBook.Side.SENDER);
    }

    /**
     * An item with what is needed to route it, all of it of bounded size: what stands once in a change must not be copied
     * for each of its items.
     */
    static JsonNode alone(String wabaId, JsonNode metadata, String list, JsonNode item, Optional<Contact> from) {
        ObjectNode value = Json.object().put("messaging_product", "whatsapp");
        ObjectNode number = value.putObject("metadata");
        Fields.phone(metadata, "display_phone_number").ifPresent(phone -> number.put("display_phone_number", phone));
        number.put("phone_number_id", metadata.path("phone_number_id").asString(""));
        from.ifPresent(contact -> {
            ObjectNode card = value.putArray("contacts").addObject();
            contact.phone().ifPresent(phone -> card.put("wa_id", phone));
            contact.userId().ifPresent(userId -> card.put("user_id", userId));
            ObjectNode profile = card.putObject("profile");
            contact.name().ifPresent(name -> profile.put("name", name));
            contact.username().ifPresent(name -> profile.put("username", name));
        });
        value.putArray(list).add(item);
        ObjectNode change = Json.object().put("field", MESSAGES);
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
