package org.wahook.worker.reply;

import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.wahook.platform.json.Json;
import org.wahook.shared.bot.BotTurn;
import org.wahook.worker.media.InboundMedia.Fetched;
import tools.jackson.databind.JsonNode;

/** Tells a bot of one message that waits for its answer, from Meta's object of it. */
final class BotInputs {

    private static final Set<String> FILES = Set.of("image", "video", "audio", "document", "sticker");

    private BotInputs() {}

    /** Whether messages of this type of Meta's are files. */
    static boolean isFile(String type) {
        return FILES.contains(type);
    }

    /**
     * @param file what came of fetching it for the bot
     * @param kept where it can be had, where it is kept
     */
    static BotTurn.Input of(
            StoredMessage message,
            BotStates.Details details,
            OpenTurn open,
            Optional<Fetched> file,
            Optional<BotTurn.Link> kept) {
        BotStates.Received received = details.messages().get(message.id());
        JsonNode payload = received == null ? Json.object() : received.payload();
        String type = received == null ? "text" : received.type();
        Optional<BotTurn.Choice> choice = choice(payload);
        Optional<String> transcript = received == null ? Optional.empty() : received.transcript();
        Optional<BotTurn.Media> media = media(type, payload.path(type), transcript, file, kept);
        return new BotTurn.Input(
                message.wamid().orElse(String.valueOf(message.id())),
                message.at(),
                choice.isPresent() ? "reply" : nameOf(type, payload),
                choice.map(BotTurn.Choice::title).orElseGet(() -> words(type, payload, received)),
                message.text(),
                media,
                choice,
                quoted(payload.path("context"), open),
                object(payload.path("referral")),
                more(type, payload));
    }

    private static String nameOf(String type, JsonNode payload) {
        return switch (type) {
            case "text", "image", "video", "audio", "document", "sticker", "location", "contacts", "order" -> type;
            case "interactive" -> payload.path("interactive").has("nfm_reply") ? "flowReply" : "unsupported";
            default -> "unsupported";
        };
    }

    /** The customer's own: a text, a caption, or what was heard in a voice note. Other programs may store a text without Meta's object. */
    private static String words(String type, JsonNode payload, BotStates.@Nullable Received received) {
        if (!type.equals("text")) {
            String transcript = received == null ? "" : received.transcript().orElse("");
            return payload.path(type).path("caption").asString(transcript);
        }
        String stored = received == null ? "" : received.text();
        return payload.path("text").path("body").asString(stored);
    }

    private static Optional<BotTurn.Choice> choice(JsonNode payload) {
        JsonNode interactive = payload.path("interactive");
        if (interactive.path("button_reply").isObject()) {
            return Optional.of(choice("button", interactive.path("button_reply"), "id", "title"));
        }
        if (interactive.path("list_reply").isObject()) {
            return Optional.of(choice("list", interactive.path("list_reply"), "id", "title"));
        }
        return payload.path("button").isObject()
                ? Optional.of(choice("template", payload.path("button"), "payload", "text"))
                : Optional.empty();
    }

    private static BotTurn.Choice choice(String kind, JsonNode reply, String id, String title) {
        return new BotTurn.Choice(
                kind, reply.path(id).asString(""), reply.path(title).asString(""));
    }

    /**
     * With its bytes where {@code media} of the bot's settings has them fetched. The type is what they are then, and else
     * what Meta says.
     */
    private static Optional<BotTurn.Media> media(
            String type,
            JsonNode object,
            Optional<String> transcript,
            Optional<Fetched> file,
            Optional<BotTurn.Link> kept) {
        if (!isFile(type)) {
            return Optional.empty();
        }
        String declared = object.path("mime_type").asString("application/octet-stream");
        return Optional.of(new BotTurn.Media(
                object.path("id").asString(""),
                file.orElse(null) instanceof Fetched.File(byte[] bytes, String mimeType) ? mimeType : declared,
                hex(object.path("sha256").asString("")),
                Optional.of(object.path("filename").asString("")).filter(name -> !name.isBlank()),
                object.path("voice").asBoolean(false),
                file.flatMap(it -> it instanceof Fetched.File(byte[] bytes, String mimeType)
                        ? Optional.of(new BotTurn.Content(bytes))
                        : Optional.empty()),
                transcript,
                file.flatMap(it -> it instanceof Fetched.Missing(String error) ? Optional.of(error) : Optional.empty()),
                kept));
    }

    /** Meta writes Base64; empty where it is no hash. */
    private static String hex(String base64) {
        try {
            byte[] hash = Base64.getDecoder().decode(base64);
            return hash.length == 32 ? HexFormat.of().formatHex(hash) : "";
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static Optional<BotTurn.Quoted> quoted(JsonNode context, OpenTurn open) {
        String id = context.path("id").asString("");
        if (id.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(open.said().stream()
                .filter(message -> message.wamid().equals(Optional.of(id)))
                .findFirst()
                .map(message -> new BotTurn.Quoted(
                        id,
                        Optional.of(
                                message.inbound()
                                        ? BotTurn.Speaker.USER
                                        : message.byHuman() ? BotTurn.Speaker.PERSON : BotTurn.Speaker.BOT),
                        message.text()))
                .orElseGet(() -> new BotTurn.Quoted(id, Optional.empty(), "")));
    }

    private static Optional<JsonNode> more(String type, JsonNode payload) {
        return switch (type) {
            case "location", "order" -> object(payload.path(type));
            case "contacts" -> Optional.of(payload.path(type)).filter(JsonNode::isArray);
            case "interactive" -> object(payload.path(type).path("nfm_reply"));
            default -> Optional.empty();
        };
    }

    private static Optional<JsonNode> object(JsonNode node) {
        return node.isObject() ? Optional.of(node) : Optional.empty();
    }
}
