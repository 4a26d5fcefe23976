package org.wahook.shared.meta;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Reads a message's content by its type. A type that is not known becomes a description that names it. */
final class ContentReader {

    private static final Set<String> COMMON = Set.of(
            "id",
            "from",
            "from_user_id",
            "from_parent_user_id",
            "to",
            "to_user_id",
            "to_parent_user_id",
            "timestamp",
            "type",
            "context",
            "referral",
            "errors",
            "group_id",
            "history_context",
            "recipient",
            "recipient_type",
            "messaging_product");

    /** What is done to a chat, not said in it. */
    private static final Set<String> NOT_SAID = Set.of(
            "reaction",
            "system",
            "revoke",
            "delete",
            "deleted",
            "message_delete",
            "pin",
            "unpin",
            "pin_in_chat",
            "pin_message",
            "keep_in_chat",
            "ephemeral",
            "ephemeral_setting",
            "ephemeral_settings",
            "disappearing_mode",
            "protocol",
            "poll_update");

    /** The message of a customer who came by an advertisement, withheld by Meta: it can't be had, nor answered. */
    private static final int WITHHELD = 131060;

    private static final int UNKNOWN_TYPE = 131051;

    /** Names of what is unsupported and changes a chat or an earlier message. */
    private static final Pattern CHANGE = Pattern.compile(
            "(?:message_)?(?:edit|deleted?|revoked?|(?:un)?pin|keep|ephemeral|disappearing)(?:_.*)?",
            Pattern.CASE_INSENSITIVE);

    /** An edit of an edit of an edit is nothing that Meta sends. */
    private static final int DEEPEST_EDIT = 1;

    private ContentReader() {}

    /** Meta's {@code type}, or the name of the only content object where Meta left the type out. */
    static String typeOf(JsonNode message) {
        String type = message.path("type").asString("");
        if (Words.visible(type)) {
            return type;
        }
        List<String> others = new ArrayList<>(message.propertyNames());
        others.removeAll(COMMON);
        return others.size() == 1 ? others.getFirst() : "unknown";
    }

    static Content read(String type, JsonNode message) {
        return Occasion.before(read(type, message, 0), message);
    }

    private static Content read(String type, JsonNode message, int depth) {
        JsonNode content = message.path(type);
        if (NOT_SAID.contains(type)) {
            return notSaid(type, content);
        }
        if (isWithheld(message)) {
            return new Content.Notice(type, Words.of(content, "type"), false);
        }
        if (content.isMissingNode() && !message.path("errors").isEmpty() && !type.equals("unsupported")) {
            return new Content.Described(type, Optional.empty(), undelivered(message));
        }
        return switch (type) {
            case "text" -> new Content.Text(content.path("body").asString(""));
            case "button" -> new Content.Choice("button", content.path("text").asString(""), Optional.empty());
            case "interactive" -> InteractiveReader.read(content);
            case "image", "video", "audio", "sticker", "document" -> media(type, content, message);
            case "location" -> new Content.Described(type, place(content));
            case "contacts" -> new Content.Described(type, SharedContacts.describe(content));
            case "order" -> new Content.Described(type, Words.of(content, "text"), OrderReader.describe(content));
            case "template" -> new Content.Described(type, Words.of(content, "name"));
            case "edit" -> edited(content.path("message"), depth);
            case "unsupported" -> unsupported(content, message);
            default -> new Content.Described(type, Words.of(content, "body").or(() -> Words.of(content, "caption")));
        };
    }

    private static Content notSaid(String type, JsonNode content) {
        return new Content.Notice(type, Words.of(content, "emoji").or(() -> Words.of(content, "body")), false);
    }

    private static Content edited(JsonNode message, int depth) {
        return depth >= DEEPEST_EDIT
                ? new Content.Notice("edit", Optional.empty(), false)
                : new Content.Edited(read(typeOf(message), message, depth + 1));
    }

    private static Content media(String type, JsonNode content, JsonNode message) {
        Optional<String> caption = Words.of(content, "caption");
        Optional<String> file = Words.of(content, "filename");
        String what = type.equals("audio") && content.path("voice").asBoolean(false) ? "voice note" : type;
        return new Content.Described(
                what,
                caption.or(() -> file),
                joined(Stream.of(file, caption.filter(it -> !it.equals(file.orElse(""))), undelivered(message))));
    }

    private static Optional<String> place(JsonNode location) {
        Optional<String> point = Words.of(location, "latitude")
                .flatMap(latitude -> Words.of(location, "longitude").map(longitude -> latitude + "," + longitude));
        return joined(
                Stream.of(Words.of(location, "name"), Words.of(location, "address"), point, Words.of(location, "url")));
    }

    private static Content unsupported(JsonNode content, JsonNode message) {
        Optional<String> type = Words.of(content, "type");
        return type.filter(ContentReader::isChange).isPresent()
                ? new Content.Notice("unsupported", type, false)
                : new Content.Described("unsupported", Optional.empty(), joined(Stream.of(type, undelivered(message))));
    }

    /** What is done to a chat or to an earlier message, by any of the names that Meta has for it. */
    private static boolean isChange(String type) {
        return NOT_SAID.contains(type.toLowerCase(Locale.ROOT))
                || CHANGE.matcher(type).matches();
    }

    private static boolean isWithheld(JsonNode message) {
        return message.path("errors")
                .valueStream()
                .anyMatch(error -> error.path("code").asInt(-1) == WITHHELD);
    }

    private static Optional<String> undelivered(JsonNode message) {
        return problem(message).map(why -> "could not be delivered: " + why);
    }

    /** Why Meta could not deliver it, in Meta's words. That a type is unknown to Meta is no reason. */
    private static Optional<String> problem(JsonNode message) {
        return message.path("errors")
                .valueStream()
                .filter(error -> error.path("code").asInt(-1) != UNKNOWN_TYPE)
                .findFirst()
                .flatMap(error -> Words.of(error.path("error_data"), "details")
                        .or(() -> Words.of(error, "title"))
                        .or(() -> Words.of(error, "message"))
                        .or(() -> Words.of(error, "code").map(code -> "code " + code)));
    }

    static Optional<String> joined(Stream<Optional<String>> parts) {
        List<String> there = parts.flatMap(Optional::stream).toList();
        return there.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", there));
    }
}
