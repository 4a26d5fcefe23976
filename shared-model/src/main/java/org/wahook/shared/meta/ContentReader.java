package org.wahook.shared.meta;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Reads a message's content by its type. A type that is not known becomes a description that names it. */
final class ContentReader {

    private static final Set<String> COMMON = Set.of(
            "id",
            "from",
            "from_user_id",
            "from_parent_user_id",
            "timestamp",
            "type",
            "context",
            "referral",
            "errors",
            "group_id");

    private ContentReader() {}

    /** Meta's {@code type}, or the name of the only content object where Meta left the type out. */
    static String typeOf(JsonNode message) {
        String type = message.path("type").asString("");
        if (!type.isEmpty()) {
            return type;
        }
        List<String> others = new ArrayList<>(message.propertyNames());
        others.removeAll(COMMON);
        return others.size() == 1 ? others.getFirst() : "unknown";
    }

    static Content read(String type, JsonNode message) {
        JsonNode content = message.path(type);
        return switch (type) {
            case "text" -> new Content.Text(content.path("body").asString(""));
            case "button" -> new Content.Choice(content.path("text").asString(""));
            case "interactive" -> interactive(content);
            case "image", "video", "audio", "sticker" -> new Content.Described(type, string(content, "caption"));
            case "document" ->
                new Content.Described(type, string(content, "caption").or(() -> string(content, "filename")));
            case "location" -> new Content.Described(type, place(content));
            case "contacts" -> new Content.Described(type, names(content));
            case "order" -> new Content.Described(type, string(content, "text"));
            case "reaction" -> new Content.Notice(type, string(content, "emoji"));
            case "system" -> new Content.Notice(type, string(content, "body"));
            case "edit" ->
                new Content.Notice(type, string(content.path("message").path("text"), "body"));
            case "revoke" -> new Content.Notice(type, Optional.empty());
            default -> new Content.Described(type, string(content, "body").or(() -> string(content, "caption")));
        };
    }

    private static Content interactive(JsonNode content) {
        return switch (content.path("type").asString("")) {
            case "button_reply" ->
                new Content.Choice(content.path("button_reply").path("title").asString(""));
            case "list_reply" ->
                new Content.Choice(content.path("list_reply").path("title").asString(""));
            case "nfm_reply" -> new Content.Described("form", string(content.path("nfm_reply"), "response_json"));
            case "call_permission_reply" ->
                new Content.Notice("call permission", string(content.path("call_permission_reply"), "response"));
            default -> new Content.Described("interactive", Optional.empty());
        };
    }

    private static Optional<String> place(JsonNode location) {
        List<String> parts = new ArrayList<>();
        string(location, "name").ifPresent(parts::add);
        string(location, "address").ifPresent(parts::add);
        if (location.path("latitude").isNumber() && location.path("longitude").isNumber()) {
            parts.add(location.path("latitude").asString() + ","
                    + location.path("longitude").asString());
        }
        return parts.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", parts));
    }

    private static Optional<String> names(JsonNode contacts) {
        List<String> names = new ArrayList<>();
        contacts.forEach(card -> string(card.path("name"), "formatted_name").ifPresent(names::add));
        return names.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", names));
    }

    private static Optional<String> string(JsonNode node, String field) {
        String text = node.path(field).asString("");
        return text.isBlank() ? Optional.empty() : Optional.of(text);
    }
}
