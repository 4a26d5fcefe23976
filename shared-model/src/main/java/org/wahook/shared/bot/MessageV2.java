package org.wahook.shared.bot;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** One message of an answer of contract 2. One that breaks Meta's limits is replaced by its own {@code fallbackText}. */
final class MessageV2 {

    /** @param problem why the message is not what the bot wanted, or not there at all */
    record Read(Optional<BotMessage> message, Optional<String> problem) {}

    private MessageV2() {}

    static Read read(JsonNode json) {
        String fallback = json.path("fallbackText").asString("");
        try {
            MessageContent content = content(json);
            return new Read(
                    Optional.of(message(json, content, fallback.isBlank() ? content.plainText() : fallback)),
                    Optional.empty());
        } catch (IllegalArgumentException e) {
            String type = json.path("type").asString("");
            String problem = (type.matches("[A-Za-z]{1,20}") ? type : "message") + ": " + e.getMessage();
            return fallback.isBlank()
                    ? new Read(Optional.empty(), Optional.of(problem))
                    : new Read(
                            Optional.of(message(json, new MessageContent.Text(fallback, false), fallback)),
                            Optional.of(problem));
        }
    }

    private static BotMessage message(JsonNode json, MessageContent content, String fallback) {
        JsonNode delay = json.path("delayMs");
        return new BotMessage(
                content,
                fallback,
                Optional.of(json.path("replyTo").asString("")).filter(id -> !id.isEmpty()),
                delay.isIntegralNumber() && delay.canConvertToInt() ? Duration.ofMillis(delay.asInt()) : Duration.ZERO);
    }

    private static MessageContent content(JsonNode json) {
        return switch (json.path("type").asString("")) {
            case "text" ->
                new MessageContent.Text(
                        text(json, "text"), json.path("previewUrl").asBoolean(false));
            case "buttons" -> buttons(json);
            case "list" -> list(json);
            case "image" -> media(MessageContent.Media.Kind.IMAGE, json);
            case "video" -> media(MessageContent.Media.Kind.VIDEO, json);
            case "audio" -> media(MessageContent.Media.Kind.AUDIO, json);
            case "document" -> media(MessageContent.Media.Kind.DOCUMENT, json);
            case "location" ->
                new MessageContent.Location(
                        number(json, "latitude"), number(json, "longitude"), text(json, "name"), text(json, "address"));
            case "contacts" -> new MessageContent.Contacts(json.path("contacts"));
            case "reaction" -> new MessageContent.Reaction(text(json, "emoji"), text(json, "messageId"));
            case "ctaUrl" -> new MessageContent.CtaUrl(text(json, "text"), text(json, "label"), text(json, "url"));
            case "template" ->
                new MessageContent.Template(text(json, "name"), text(json, "language"), json.path("components"));
            case "flow" ->
                new MessageContent.Flow(
                        text(json, "text"),
                        text(json, "flowId"),
                        text(json, "cta"),
                        optional(json, "screen"),
                        json.path("data"));
            default -> throw new IllegalArgumentException("not a type of contract 2");
        };
    }

    private static MessageContent buttons(JsonNode json) {
        List<MessageContent.Buttons.Button> buttons = new ArrayList<>();
        json.path("buttons")
                .forEach(one -> buttons.add(new MessageContent.Buttons.Button(text(one, "id"), text(one, "title"))));
        JsonNode header = json.path("header");
        Optional<MessageContent.Media> media = header.isObject()
                ? Optional.of(media(kind(header.path("type").asString("")), header))
                : Optional.empty();
        return new MessageContent.Buttons(text(json, "text"), buttons, media);
    }

    private static MessageContent list(JsonNode json) {
        List<MessageContent.Choices.Section> sections = new ArrayList<>();
        for (JsonNode section : json.path("sections")) {
            List<MessageContent.Choices.Row> rows = new ArrayList<>();
            section.path("rows")
                    .forEach(row -> rows.add(new MessageContent.Choices.Row(
                            text(row, "id"), text(row, "title"), text(row, "description"))));
            sections.add(new MessageContent.Choices.Section(text(section, "title"), rows));
        }
        return new MessageContent.Choices(text(json, "text"), text(json, "button"), sections);
    }

    private static MessageContent.Media media(MessageContent.Media.Kind kind, JsonNode json) {
        return new MessageContent.Media(
                kind,
                text(json, "url"),
                text(json, "caption"),
                optional(json, "filename"),
                json.path("voice").asBoolean(false));
    }

    private static MessageContent.Media.Kind kind(String word) {
        return switch (word) {
            case "image" -> MessageContent.Media.Kind.IMAGE;
            case "video" -> MessageContent.Media.Kind.VIDEO;
            case "document" -> MessageContent.Media.Kind.DOCUMENT;
            default -> throw new IllegalArgumentException("a header must be image, video or document");
        };
    }

    private static double number(JsonNode json, String field) {
        if (!json.path(field).isNumber()) {
            throw new IllegalArgumentException(field + " must be a number");
        }
        return json.path(field).asDouble();
    }

    private static Optional<String> optional(JsonNode json, String field) {
        return Optional.of(json.path(field).asString("")).filter(text -> !text.isBlank());
    }

    /** Numbers and truths as they are written; nothing for objects. */
    private static String text(JsonNode json, String field) {
        return json.path(field).asString("");
    }
}
