package org.wahook.testbed.meta;

import java.time.Instant;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The objects of {@code messages[]}, one method for each type; each may be changed before it goes out. */
public final class MessageBodies {
    private static final JsonMapper JSON = new JsonMapper();

    private MessageBodies() {}

    /** What every message has; an empty type is left out. */
    public static ObjectNode message(Customer from, String wamid, Instant at, String type) {
        ObjectNode message = JSON.createObjectNode();
        if (from.phone() != null) {
            message.put("from", from.phone());
        }
        message.put("from_user_id", from.userId());
        message.put("id", wamid).put("timestamp", Long.toString(at.getEpochSecond()));
        return type.isEmpty() ? message : message.put("type", type);
    }

    public static ObjectNode text(Customer from, String wamid, Instant at, String body) {
        ObjectNode message = message(from, wamid, at, "text");
        message.putObject("text").put("body", body);
        return message;
    }

    public static ObjectNode image(Customer from, String wamid, Instant at, String caption) {
        return media(from, wamid, at, "image", "image/jpeg", caption);
    }

    public static ObjectNode video(Customer from, String wamid, Instant at, String caption) {
        return media(from, wamid, at, "video", "video/mp4", caption);
    }

    /** A sound file, or a voice note: they differ in one flag only. */
    public static ObjectNode audio(Customer from, String wamid, Instant at, boolean voice) {
        ObjectNode message = media(from, wamid, at, "audio", "audio/ogg; codecs=opus", "");
        message.withObject("/audio").put("voice", voice);
        return message;
    }

    public static ObjectNode document(Customer from, String wamid, Instant at, String filename, String caption) {
        ObjectNode message = media(from, wamid, at, "document", "application/pdf", caption);
        message.withObject("/document").put("filename", filename);
        return message;
    }

    public static ObjectNode sticker(Customer from, String wamid, Instant at) {
        ObjectNode message = media(from, wamid, at, "sticker", "image/webp", "");
        message.withObject("/sticker").put("animated", false);
        return message;
    }

    public static ObjectNode location(Customer from, String wamid, Instant at, String name, String address) {
        ObjectNode message = message(from, wamid, at, "location");
        message.putObject("location")
                .put("latitude", 37.4836)
                .put("longitude", -122.1495)
                .put("name", name)
                .put("address", address);
        return message;
    }

    public static ObjectNode contacts(Customer from, String wamid, Instant at, List<String> names) {
        ObjectNode message = message(from, wamid, at, "contacts");
        ArrayNode contacts = message.putArray("contacts");
        for (String name : names) {
            ObjectNode contact = contacts.addObject();
            contact.putObject("name").put("formatted_name", name).put("first_name", name);
            contact.putArray("phones")
                    .addObject()
                    .put("phone", "+1 650 555 0100")
                    .put("type", "CELL");
        }
        return message;
    }

    public static ObjectNode buttonReply(Customer from, String wamid, Instant at, String id, String title) {
        ObjectNode message = interactive(from, wamid, at, "button_reply");
        message.withObject("/interactive")
                .putObject("button_reply")
                .put("id", id)
                .put("title", title);
        return message;
    }

    public static ObjectNode listReply(
            Customer from, String wamid, Instant at, String id, String title, String description) {
        ObjectNode message = interactive(from, wamid, at, "list_reply");
        message.withObject("/interactive")
                .putObject("list_reply")
                .put("id", id)
                .put("title", title)
                .put("description", description);
        return message;
    }

    /** A completed flow; {@code responseJson} is JSON inside of a string. */
    public static ObjectNode flowReply(Customer from, String wamid, Instant at, String responseJson) {
        ObjectNode message = interactive(from, wamid, at, "nfm_reply");
        message.withObject("/interactive")
                .putObject("nfm_reply")
                .put("name", "flow")
                .put("body", "Sent")
                .put("response_json", responseJson);
        return message;
    }

    /** A quick reply to a template. */
    public static ObjectNode button(Customer from, String wamid, Instant at, String payload, String text) {
        ObjectNode message = message(from, wamid, at, "button");
        message.putObject("button").put("payload", payload).put("text", text);
        return message;
    }

    public static ObjectNode order(Customer from, String wamid, Instant at, String text) {
        ObjectNode message = message(from, wamid, at, "order");
        ObjectNode order =
                message.putObject("order").put("catalog_id", "194836987003835").put("text", text);
        order.putArray("product_items")
                .addObject()
                .put("product_retailer_id", "di9ozbzfi4")
                .put("quantity", 2)
                .put("item_price", 7.5)
                .put("currency", "USD");
        return message;
    }

    public static ObjectNode reaction(Customer from, String wamid, Instant at, String toWamid, String emoji) {
        ObjectNode message = reactionRemoved(from, wamid, at, toWamid);
        message.withObject("/reaction").put("emoji", emoji);
        return message;
    }

    /** A reaction taken back, which is one without an emoji. */
    public static ObjectNode reactionRemoved(Customer from, String wamid, Instant at, String toWamid) {
        ObjectNode message = message(from, wamid, at, "reaction");
        message.putObject("reaction").put("message_id", toWamid);
        return message;
    }

    /** A changed phone number. */
    public static ObjectNode system(Customer from, String wamid, Instant at, String newPhone) {
        ObjectNode message = message(from, wamid, at, "system");
        message.putObject("system")
                .put("body", "User %s changed to a new number".formatted(from.name()))
                .put("wa_id", newPhone)
                .put("type", "user_changed_number");
        return message;
    }

    public static ObjectNode edit(Customer from, String wamid, Instant at, String originalWamid, String newText) {
        ObjectNode message = message(from, wamid, at, "edit");
        ObjectNode edit = message.putObject("edit").put("original_message_id", originalWamid);
        edit.putObject("message").put("type", "text").putObject("text").put("body", newText);
        return message;
    }

    public static ObjectNode revoke(Customer from, String wamid, Instant at, String originalWamid) {
        ObjectNode message = message(from, wamid, at, "revoke");
        message.putObject("revoke").put("original_message_id", originalWamid);
        return message;
    }

    /** Another user id of the same person; Meta names no sender. */
    public static ObjectNode userIdChanged(String wamid, Instant at, String oldUserId, String newUserId) {
        ObjectNode message = JSON.createObjectNode()
                .put("id", wamid)
                .put("timestamp", Long.toString(at.getEpochSecond()))
                .put("type", "system");
        message.putObject("system")
                .put("type", "user_changed_user_id")
                .put("previous_user_id", oldUserId)
                .put("user_id", newUserId);
        return message;
    }

    /** Makes it a message in a group. */
    public static ObjectNode inGroup(ObjectNode message, String groupId) {
        return message.put("group_id", groupId);
    }

    /** Makes it one that came by an advertisement. */
    public static ObjectNode fromAdvertisement(ObjectNode message, String headline, String body) {
        message.putObject("referral")
                .put("source_type", "ad")
                .put("source_id", "120226305854810726")
                .put("headline", headline)
                .put("body", body);
        return message;
    }

    public static ObjectNode unsupported(Customer from, String wamid, Instant at, String type) {
        ObjectNode message = message(from, wamid, at, "unsupported");
        message.putArray("errors").add(StatusBodies.error(131051, "Message type unknown"));
        message.putObject("unsupported").put("type", type);
        return message;
    }

    /** The user opened the chat for the first time and has said nothing. */
    public static ObjectNode requestWelcome(Customer from, String wamid, Instant at) {
        return message(from, wamid, at, "request_welcome");
    }

    /** A location whose type is missing, as has been seen. */
    public static ObjectNode withoutType(Customer from, String wamid, Instant at) {
        ObjectNode message = location(from, wamid, at, "", "");
        message.remove("type");
        return message;
    }

    /** Makes it a reply to an earlier message. */
    public static ObjectNode inReplyTo(ObjectNode message, String from, String wamid) {
        message.putObject("context").put("from", from).put("id", wamid);
        return message;
    }

    private static ObjectNode interactive(Customer from, String wamid, Instant at, String kind) {
        ObjectNode message = message(from, wamid, at, "interactive");
        message.putObject("interactive").put("type", kind);
        return message;
    }

    private static ObjectNode media(Customer from, String wamid, Instant at, String type, String mime, String caption) {
        ObjectNode message = message(from, wamid, at, type);
        ObjectNode media = message.putObject(type)
                .put("mime_type", mime)
                .put("sha256", "vtTYeMMFEFwaYHrNaVlYMaV6Sy46oe3p0zMkYEpuZ4A=")
                .put("id", "1003383421387256")
                .put("url", "https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1003383421387256");
        if (!caption.isEmpty()) {
            media.put("caption", caption);
        }
        return message;
    }
}
