package org.wahook.shared.meta;

import java.util.Optional;
import org.wahook.shared.meta.ContactBook.Side;
import tools.jackson.databind.JsonNode;

/** Reads one message, wherever it stands. */
final class MessageReader {

    private final Origin origin;
    private final Side side;
    private final Optional<String> ownPhone;

    /**
     * @param side who of the two is the customer
     * @param ownPhone the business's number, where the value names it
     */
    MessageReader(Origin origin, Side side, Optional<String> ownPhone) {
        this.origin = origin;
        this.side = side;
        this.ownPhone = ownPhone;
    }

    /** Either a message, or why it is none. */
    record Read(Optional<InboundMessage> message, String why) {}

    Read read(JsonNode json, ContactBook contacts) {
        Optional<IdentityChange> change = IdentityReader.read(json);
        return read(json, change.flatMap(IdentityReader::contact).or(() -> contacts.of(json, side)), change);
    }

    /** One whose customer is known from elsewhere. */
    Read read(JsonNode json, Contact contact) {
        return read(json, Optional.of(contact), Optional.empty());
    }

    private Read read(JsonNode json, Optional<Contact> contact, Optional<IdentityChange> change) {
        Optional<String> id = Fields.id(json, "id");
        if (id.isEmpty()) {
            return new Read(Optional.empty(), Fields.withoutId("a message", json));
        }
        if (contact.isEmpty()) {
            String ids = side == Side.SENDER ? "neither from nor from_user_id" : "neither to nor to_user_id";
            return new Read(Optional.empty(), "a message has " + ids);
        }
        String type = ContentReader.typeOf(json);
        Content content = ContentReader.read(type, json);
        Optional<Correction> correction = correction(type, json);
        boolean asks = origin == Origin.LIVE && content.startsTurn() && !isOwn(contact.get());
        return new Read(
                Optional.of(new InboundMessage(
                        id.get(),
                        contact.get(),
                        Fields.id(json, "group_id"),
                        Fields.timestamp(json),
                        type,
                        content,
                        origin,
                        side == Side.RECIPIENT,
                        correction
                                .map(Correction::originalId)
                                .or(() -> Fields.id(json.path("context"), "id"))
                                .or(() -> Fields.id(json.path("reaction"), "message_id")),
                        correction,
                        change,
                        asks,
                        json)),
                "");
    }

    private boolean isOwn(Contact contact) {
        return ownPhone.isPresent() && ownPhone.equals(contact.phone());
    }

    private static Optional<Correction> correction(String type, JsonNode json) {
        boolean revoked = type.equals("revoke");
        boolean edited = type.equals("edit") && !json.at("/edit/message").isEmpty();
        return revoked || edited
                ? Fields.id(json.path(type), "original_message_id").map(original -> new Correction(original, revoked))
                : Optional.empty();
    }
}
