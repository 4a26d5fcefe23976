package org.wahook.shared.account;

import java.time.Duration;
import java.util.Optional;
import org.wahook.platform.config.Durations;
import org.wahook.platform.config.HttpUrls;
import org.wahook.platform.json.Json;
import org.wahook.shared.bot.BotSettings;
import tools.jackson.databind.JsonNode;

/**
 * What one client wants otherwise than the service's configuration has it: the column {@code chatbots.settings}. Anyone
 * may write that column, so a value that makes no sense counts as not set: it must not stop the client's replies.
 *
 * @param replyDebounce quiet time that makes a burst of messages one question; zero for none
 * @param replyDebounceMax longest wait for it
 * @param fallbackReply sent once when the response API has failed for good
 * @param responseApiBaseUrl the client's own response API
 * @param humanPause how long the bot is silent after a person has written; zero for not at all
 * @param answersGroups whether messages of groups are answered
 * @param formatting what becomes of Markdown in replies
 * @param bot what its bot speaks, and what that needs
 * @param transcription who writes voice notes down
 * @param keepMedia whether customers' files are kept in the media store, where there is one
 * @param previewUrl whether WhatsApp shows a preview of the first link in a message
 */
public record ClientSettings(
        Duration replyDebounce,
        Duration replyDebounceMax,
        Optional<Integer> historyMessages,
        Optional<Boolean> typingIndicator,
        Optional<String> fallbackReply,
        Optional<String> responseApiBaseUrl,
        Optional<Duration> humanPause,
        boolean answersGroups,
        Formatting formatting,
        boolean previewUrl,
        BotSettings bot,
        TranscriptionSettings transcription,
        boolean keepMedia) {

    public static final ClientSettings NONE = new ClientSettings(
            Duration.ZERO,
            Duration.ZERO,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            false,
            Formatting.WHATSAPP,
            false,
            BotSettings.NONE,
            TranscriptionSettings.NONE,
            false);

    /** A turn waits in its worker, under a lease: no longer than this. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    /** As long as an operator may pause a bot for. */
    public static final Duration LONGEST_HUMAN_PAUSE = Duration.ofDays(7);

    private static final int MOST_HISTORY = 500;
    private static final int DEFAULT_MAX_FACTOR = 5;

    /** @param json as it stands in the column */
    public static ClientSettings read(String json) {
        if (json.equals("{}")) {
            return NONE;
        }
        JsonNode settings = Json.parse(json).orElseGet(Json::object);
        Duration debounce = pause(settings.path("replyDebounce")).orElse(Duration.ZERO);
        Duration most = pause(settings.path("replyDebounceMax")).orElse(debounce.multipliedBy(DEFAULT_MAX_FACTOR));
        return new ClientSettings(
                debounce,
                most.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : most,
                Optional.of(settings.path("historyMessages"))
                        .filter(node -> node.isIntegralNumber() && node.canConvertToInt())
                        .map(JsonNode::asInt)
                        .filter(number -> number >= 1 && number <= MOST_HISTORY),
                Optional.of(settings.path("typingIndicator"))
                        .filter(JsonNode::isBoolean)
                        .map(JsonNode::asBoolean),
                text(settings.path("fallbackReply")),
                text(settings.path("responseApiBaseUrl")).flatMap(ClientSettings::httpUrl),
                pause(settings.path("humanPause"), LONGEST_HUMAN_PAUSE),
                settings.path("groups").asString("").equals("answer"),
                Formatting.of(settings.path("formatting").asString("")),
                settings.path("previewUrl").asBoolean(false),
                BotSettings.read(settings),
                TranscriptionSettings.read(settings.path("transcription")),
                settings.path("keepMedia").asBoolean(false));
    }

    private static Optional<String> text(JsonNode node) {
        return node.isString() && !node.asString().isBlank() ? Optional.of(node.asString()) : Optional.empty();
    }

    private static Optional<Duration> pause(JsonNode node) {
        return pause(node, LONGEST_WAIT);
    }

    private static Optional<Duration> pause(JsonNode node, Duration longest) {
        try {
            return text(node)
                    .map(Durations::parse)
                    .map(duration -> duration.compareTo(longest) > 0 ? longest : duration);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> httpUrl(String text) {
        return HttpUrls.parse(text).map(url -> text.replaceAll("/+$", ""));
    }
}
