package org.wahook.shared.meta;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.wahook.platform.json.Json;
import org.wahook.shared.meta.ContactBook.Side;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads the value of a change that has messages in it, and keeps what is neither message nor status. */
final class ValueReader {

    private static final Set<String> ENVELOPE = Set.of("messaging_product", "metadata", "contacts");

    /** Of which member of a group a status tells. */
    private static final Set<String> MEMBER = Set.of(
            "recipient_participant_id",
            "recipient_participant_user_id",
            "recipient_participant_parent_user_id",
            "participant_recipient_id");

    private final JsonNode value;
    private final Optional<String> ownPhone;
    private final ObjectNode rest = Json.object();

    final List<InboundMessage> messages = new ArrayList<>();
    final List<StatusUpdate> statuses = new ArrayList<>();

    /** Items that are no messages or statuses, with the name of their list. */
    final List<Unread> unread = new ArrayList<>();

    record Unread(String list, JsonNode item, String why, Optional<Contact> contact) {}

    ValueReader(JsonNode value) {
        this.value = value;
        this.ownPhone = Fields.phone(value.path("metadata"), "display_phone_number");
    }

    void live() {
        messages(value, "messages", Origin.LIVE, Side.SENDER);
        statuses(value);
        rest(Set.of("messages", "statuses"));
    }

    void echoes() {
        messages(value, "message_echoes", Origin.ECHO, Side.RECIPIENT);
        rest(Set.of("message_echoes"));
    }

    void standby() {
        JsonNode standby = value.path("standby");
        messages(standby, "messages", Origin.STANDBY, Side.SENDER);
        statuses(standby);
        for (JsonNode echo : standby.path("message_echoes")) {
            readEcho(echo);
        }
        rest(Set.of("standby"));
    }

    void history() {
        messages(value, "messages", Origin.HISTORY, Side.SENDER);
        messages(value, "message_echoes", Origin.HISTORY, Side.RECIPIENT);
        value.path("history").forEach(chunk -> {
            chunk.path("threads").forEach(this::thread);
            if (chunk.has("errors")) {
                rest.withArray("history").add(chunk);
            }
        });
        rest(Set.of("messages", "message_echoes", "history"));
    }

    /** What is to be kept; the whole value where nothing in it was understood. Empty lists hold nothing. */
    Optional<JsonNode> kept() {
        if (rest.isEmpty()) {
            boolean nothing = messages.isEmpty() && statuses.isEmpty() && unread.isEmpty();
            return nothing
                            && !value.path("messages").isArray()
                            && !value.path("statuses").isArray()
                    ? Optional.of(value)
                    : Optional.empty();
        }
        if (value.has("metadata")) {
            rest.set("metadata", value.path("metadata"));
        }
        return Optional.of(rest);
    }

    /** Keeps the items that could not be read together with the rest of the value, where they make no dead letters. */
    void keepUnread() {
        unread.forEach(item -> rest.withArray(item.list()).add(item.item()));
        unread.clear();
    }

    private void messages(JsonNode parent, String name, Origin origin, Side side) {
        JsonNode list = list(parent, name);
        ContactBook contacts =
                ContactBook.of(parent.has("contacts") ? parent.path("contacts") : value.path("contacts"), list, side);
        MessageReader reader = new MessageReader(origin, side, ownPhone);
        for (JsonNode message : list) {
            MessageReader.Read read = reader.read(message, contacts);
            read.message().ifPresent(messages::add);
            if (read.message().isEmpty()) {
                couldNotRead(name, message, read.why(), contacts.of(message, side));
            }
        }
    }

    /** A system message that names nobody asks for nothing: kept, not mended. */
    private void couldNotRead(String list, JsonNode item, String why, Optional<Contact> contact) {
        if (item.path("type").asString("").equals("system")) {
            rest.withArray(list).add(item);
        } else {
            unread.add(new Unread(list, item, why, contact));
        }
    }

    /** What another app has sent: its request to Meta stands under {@code message}. */
    private void readEcho(JsonNode echo) {
        JsonNode sent = echo.path("message");
        ObjectNode flat = sent instanceof ObjectNode object ? object.deepCopy() : Json.object();
        flat.set("id", echo.path("id"));
        flat.set("timestamp", echo.path("timestamp"));
        if (flat.path("recipient_type").asString("").equals("group")) {
            flat.set("group_id", flat.path("to"));
        }
        if (flat.has("recipient") && !flat.has("to")) {
            flat.set("to", flat.path("recipient"));
        }
        ContactBook nobody = ContactBook.of(Json.array(), Json.array(), Side.RECIPIENT);
        MessageReader.Read read = new MessageReader(Origin.STANDBY, Side.RECIPIENT, ownPhone).read(flat, nobody);
        read.message()
                .ifPresentOrElse(
                        messages::add,
                        () -> unread.add(new Unread("message_echoes", echo, read.why(), Optional.empty())));
    }

    private void thread(JsonNode thread) {
        JsonNode context = thread.path("context");
        Optional<String> phone = Fields.phone(context, "wa_id").or(() -> Fields.phone(thread, "id"));
        Optional<String> userId = Fields.id(context, "user_id").or(() -> Fields.userIdInPlaceOfPhone(thread, "id"));
        for (JsonNode message : thread.path("messages")) {
            boolean own = ownPhone.isPresent() && ownPhone.equals(Fields.phone(message, "from"));
            Side side = own || message.has("to") ? Side.RECIPIENT : Side.SENDER;
            MessageReader reader = new MessageReader(Origin.HISTORY, side, ownPhone);
            MessageReader.Read read = phone.isEmpty() && userId.isEmpty()
                    ? reader.read(message, ContactBook.of(Json.array(), Json.array(), side))
                    : reader.read(message, new Contact(phone, userId, Optional.empty(), ContactBook.username(context)));
            read.message()
                    .ifPresentOrElse(
                            messages::add,
                            () -> unread.add(new Unread("messages", message, read.why(), Optional.empty())));
        }
    }

    /**
     * A status of a payment, or a word that is no step of a delivery, is kept as it came; and so is a failure for one of a
     * group's members: the others have the message.
     */
    private void statuses(JsonNode parent) {
        for (JsonNode status : list(parent, "statuses")) {
            Optional<String> id = Fields.id(status, "id");
            String word = status.path("status").asString("");
            boolean ofMessage = status.path("type").asString("message").equals("message");
            if (id.isEmpty() || word.isEmpty()) {
                unread.add(new Unread("statuses", status, "a status has no id or no status", Optional.empty()));
            } else if (!ofMessage || DeliveryStatus.of(word).isEmpty() || failedForOneMember(status, word)) {
                rest.withArray("statuses").add(status);
            } else {
                statuses.add(new StatusUpdate(
                        id.get(),
                        word,
                        Fields.timestamp(status),
                        Fields.id(status, "biz_opaque_callback_data"),
                        status.path("errors"),
                        status));
            }
        }
    }

    private static boolean failedForOneMember(JsonNode status, String word) {
        return DeliveryStatus.of(word).equals(Optional.of(DeliveryStatus.FAILED))
                && MEMBER.stream().anyMatch(status::has);
    }

    private JsonNode list(JsonNode parent, String name) {
        JsonNode list = parent.path(name);
        if (!list.isArray() && !list.isMissingNode() && !list.isNull()) {
            unread.add(new Unread(name, list, name + " is no list", Optional.empty()));
        }
        return list instanceof ArrayNode ? list : Json.array();
    }

    private void rest(Set<String> understood) {
        value.properties().forEach(property -> {
            String name = property.getKey();
            if (!ENVELOPE.contains(name) && !understood.contains(name)) {
                rest.set(name, property.getValue());
            }
        });
    }
}
