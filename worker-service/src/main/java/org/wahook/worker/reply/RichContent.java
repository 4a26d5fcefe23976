package org.wahook.worker.reply;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.wahook.platform.json.Json;
import org.wahook.shared.bot.MessageContent.Media.Kind;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The payload of an outbound message that is more than plain text.
 *
 * @param meta what Meta is sent: type, object and context
 * @param fallbackText what is sent where Meta does not take that; empty where nothing is
 */
record RichContent(ObjectNode meta, String fallbackText, Duration delay) {

    private static final String HEADER = "header";

    /** Empty for plain text, whose payload, if any, says something else. */
    static Optional<RichContent> read(String payload) {
        Optional<JsonNode> json = Json.parse(payload);
        if (json.isEmpty()
                || !(json.get() instanceof ObjectNode object)
                || !object.path("type").isString()) {
            return Optional.empty();
        }
        JsonNode ours = object.path(Draft.OURS);
        String fallback = ours.path("fallbackText").asString("");
        Duration delay = Duration.ofMillis(ours.path("delayMs").asLong(0));
        object.remove(Draft.OURS);
        return Optional.of(new RichContent(object, fallback, delay));
    }

    /** As it is kept. */
    String payload() {
        ObjectNode payload = meta.deepCopy();
        ObjectNode ours = payload.putObject(Draft.OURS).put("fallbackText", fallbackText);
        if (!delay.isZero()) {
            ours.put("delayMs", delay.toMillis());
        }
        return Json.text(payload);
    }

    /**
     * A file of the message.
     *
     * @param object Meta's own, with a {@code link} or an {@code id}; changing it changes the message
     * @param header whether the message can do without it
     */
    record File(Kind kind, ObjectNode object, boolean header) {

        boolean linked() {
            return object.path("link").isString();
        }

        String link() {
            return object.path("link").asString("");
        }

        Optional<String> mediaId() {
            return object.path("id").asStringOpt();
        }

        boolean voice() {
            return object.path("voice").asBoolean(false);
        }

        Optional<String> fileName() {
            return object.path("filename").asStringOpt();
        }

        void upload(String mediaId) {
            object.remove("link");
            object.put("id", mediaId);
        }
    }

    /** In the message itself, in the header above buttons, in the parameters of a template. */
    List<File> files() {
        String type = meta.path("type").asString("");
        JsonNode header = meta.path("interactive").path(HEADER);
        List<File> files = new ArrayList<>();
        file(type, meta.path(type), false).forEach(files::add);
        file(header.path("type").asString(""), header.path(header.path("type").asString("")), true)
                .forEach(files::add);
        for (JsonNode component : meta.path("template").path("components")) {
            for (JsonNode parameter : component.path("parameters")) {
                String kind = parameter.path("type").asString("");
                file(kind, parameter.path(kind), false).forEach(files::add);
            }
        }
        return files;
    }

    boolean hasLinks() {
        return files().stream().anyMatch(File::linked);
    }

    void removeHeader() {
        if (meta.path("interactive") instanceof ObjectNode interactive) {
            interactive.remove(HEADER);
        }
    }

    private static Stream<File> file(String type, JsonNode object, boolean header) {
        return object instanceof ObjectNode file
                ? Stream.of(Kind.values())
                        .filter(kind -> kind.name().toLowerCase(Locale.ROOT).equals(type))
                        .map(kind -> new File(kind, file, header))
                : Stream.empty();
    }
}
