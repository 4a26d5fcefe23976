package org.wahook.shared.account;

import java.util.Optional;
import java.util.regex.Pattern;
import org.wahook.platform.config.HttpUrls;
import tools.jackson.databind.JsonNode;

/**
 * How a client wants voice notes written down: the setting {@code transcription}.
 *
 * @param off not at all, also where the service has an endpoint for everybody
 * @param baseUrl of the client's own endpoint; {@code /audio/transcriptions} is appended
 * @param language what customers speak, as ISO 639-1 names it
 */
public record TranscriptionSettings(
        boolean off, Optional<String> baseUrl, Optional<String> model, Optional<String> language) {

    public static final TranscriptionSettings NONE =
            new TranscriptionSettings(false, Optional.empty(), Optional.empty(), Optional.empty());

    private static final int LONGEST_MODEL = 200;
    private static final Pattern LANGUAGE = Pattern.compile("[A-Za-z]{2,3}(-[A-Za-z]{2,8})?");

    /** What makes no sense counts as not set. */
    static TranscriptionSettings read(JsonNode json) {
        return new TranscriptionSettings(
                !json.path("enabled").asBoolean(true),
                text(json.path("baseUrl"))
                        .filter(url -> HttpUrls.parse(url).isPresent())
                        .map(url -> url.replaceAll("/+$", "")),
                text(json.path("model")).filter(model -> model.length() <= LONGEST_MODEL),
                text(json.path("language"))
                        .filter(language -> LANGUAGE.matcher(language).matches()));
    }

    private static Optional<String> text(JsonNode node) {
        return node.isString() && !node.asString().isBlank() ? Optional.of(node.asString()) : Optional.empty();
    }
}
