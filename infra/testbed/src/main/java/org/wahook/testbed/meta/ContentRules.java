package org.wahook.testbed.meta;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Meta's limits for messages that are more than text. */
final class ContentRules {
    private static final Set<String> MEDIA = Set.of("image", "video", "audio", "document", "sticker");

    private ContentRules() {}

    /** What is wrong with the object of this type, if anything. */
    static @Nullable String complaint(String type, JsonNode body) {
        JsonNode object = body.path(type);
        if (MEDIA.contains(type)) {
            return media(type, object);
        }
        return switch (type) {
            case "interactive" -> interactive(object);
            case "location" -> location(object);
            case "contacts" -> contacts(object);
            case "reaction" ->
                object.path("message_id").asString("").isEmpty() ? "Param reaction['message_id'] is required" : null;
            case "template" ->
                object.path("name").asString("").isEmpty()
                                || object.path("language")
                                        .path("code")
                                        .asString("")
                                        .isEmpty()
                        ? "Param template must have a name and a language"
                        : null;
            default -> "Param type must be one of the types of messages";
        };
    }

    private static @Nullable String media(String type, JsonNode object) {
        boolean one = object.path("id").isString() != object.path("link").isString();
        if (!one) {
            return "Param " + type + " must have an id or a link";
        }
        boolean captioned = object.has("caption");
        if (captioned && (type.equals("audio") || type.equals("sticker"))) {
            return "Unexpected key \"caption\" on param \"" + type + "\"";
        }
        return longerThan(object.path("caption"), 1024) ? "Param caption must be at most 1024 characters long" : null;
    }

    private static @Nullable String location(JsonNode object) {
        boolean numbers =
                object.path("latitude").isNumber() && object.path("longitude").isNumber();
        return numbers && Math.abs(object.path("latitude").asDouble()) <= 90
                ? null
                : "Param location must have a latitude and a longitude";
    }

    private static @Nullable String contacts(JsonNode cards) {
        boolean named = cards.isArray()
                && !cards.isEmpty()
                && cards.valueStream()
                        .noneMatch(card -> card.path("name")
                                .path("formatted_name")
                                .asString("")
                                .isEmpty());
        return named && cards.size() <= 257 ? null : "Param contacts must have 1 to 257 cards with a formatted_name";
    }

    private static @Nullable String interactive(JsonNode object) {
        JsonNode action = object.path("action");
        String text = object.path("body").path("text").asString("");
        return switch (object.path("type").asString("")) {
            case "button" -> first(body(text, 1024), buttons(action.path("buttons")));
            case "list" -> first(body(text, 4096), list(action));
            case "cta_url" -> first(body(text, 1024), ctaUrl(action));
            case "flow" ->
                first(
                        body(text, 1024),
                        action.path("parameters").path("flow_cta").asString("").isEmpty()
                                ? "Param flow_cta is required"
                                : null);
            default -> "Param interactive['type'] must be one of the types of interactive messages";
        };
    }

    private static @Nullable String body(String text, int most) {
        return text.isEmpty() || text.length() > most
                ? "Param body['text'] must have 1 to " + most + " characters"
                : null;
    }

    private static @Nullable String buttons(JsonNode buttons) {
        List<JsonNode> replies =
                buttons.valueStream().map(button -> button.path("reply")).toList();
        if (replies.isEmpty() || replies.size() > 3) {
            return "Param buttons must have 1 to 3 buttons";
        }
        boolean bad = replies.stream()
                .anyMatch(reply -> isNotWithin(reply.path("id"), 256) || isNotWithin(reply.path("title"), 20));
        if (bad) {
            return "Param reply must have an id of 1 to 256 and a title of 1 to 20 characters";
        }
        return differ(replies.stream().map(reply -> reply.path("id").asString()))
                        && differ(replies.stream()
                                .map(reply -> reply.path("title").asString()))
                ? null
                : "Duplicated button";
    }

    private static @Nullable String list(JsonNode action) {
        JsonNode sections = action.path("sections");
        List<JsonNode> rows = sections.valueStream()
                .flatMap(section -> section.path("rows").valueStream())
                .toList();
        if (isNotWithin(action.path("button"), 20)) {
            return "Param button must have 1 to 20 characters";
        }
        if (rows.isEmpty() || rows.size() > 10 || sections.size() > 10) {
            return "Total row count exceeds 10, or there are none";
        }
        if (sections.size() > 1
                && sections.valueStream()
                        .anyMatch(section -> section.path("title").asString("").isEmpty())) {
            return "Param title of each section is required";
        }
        boolean bad = rows.stream()
                .anyMatch(row -> isNotWithin(row.path("id"), 200)
                        || isNotWithin(row.path("title"), 24)
                        || longerThan(row.path("description"), 72));
        if (bad) {
            return "Param rows must have ids of 1 to 200, titles of 1 to 24, descriptions of at most 72 characters";
        }
        return differ(rows.stream().map(row -> row.path("id").asString())) ? null : "Duplicated row id";
    }

    private static @Nullable String ctaUrl(JsonNode action) {
        JsonNode parameters = action.path("parameters");
        return isNotWithin(parameters.path("display_text"), 20)
                        || !parameters.path("url").asString("").startsWith("http")
                ? "Param parameters must have a display_text of 1 to 20 characters and a url"
                : null;
    }

    private static boolean isNotWithin(JsonNode text, int most) {
        return text.asString("").isEmpty() || longerThan(text, most);
    }

    private static boolean longerThan(JsonNode text, int most) {
        return text.asString("").length() > most;
    }

    private static boolean differ(Stream<String> values) {
        Set<String> seen = new HashSet<>();
        return values.allMatch(seen::add);
    }

    private static @Nullable String first(@Nullable String a, @Nullable String b) {
        return a == null ? b : a;
    }
}
