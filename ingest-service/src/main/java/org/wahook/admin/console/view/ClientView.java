package org.wahook.admin.console.view;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** One integration: who it is, how it is doing, and what went on in the last day. */
public record ClientView(
        String id,
        String chatbotId,
        String chatbotName,
        String phoneNumberId,
        String businessAccountId,
        String webhookUrl,
        boolean active,
        boolean chatbotActive,
        boolean hasAccessToken,
        boolean hasVerifyToken,
        boolean hasApiKey,
        String pausedReason,
        List<String> warnings,
        Optional<RelativeTime> lastWebhook,
        Optional<RelativeTime> lastSend,
        String lastError,
        Optional<RelativeTime> lastErrorAt,
        String aiError,
        Optional<RelativeTime> aiErrorAt,
        long unanswered,
        Optional<RelativeTime> unansweredSince,
        long deadLetters,
        Light light,
        String cause,
        TrafficView traffic) {

    /** How it is doing, at a glance; the worst first. */
    public enum Light {
        BAD("not working"),
        WARN("look at it"),
        WAITING("waiting for its first webhook"),
        GOOD("fine"),
        OFF("inactive");

        private final String words;

        Light(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }

        static Light of(String level) {
            return Stream.of(values())
                    .filter(it -> it.style().equals(level))
                    .findFirst()
                    .orElse(OFF);
        }

        public String style() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public ClientView {
        warnings = List.copyOf(warnings);
    }

    /** All integrations, each with its health and traffic; those that are worst come first. */
    public static List<ClientView> list(JsonNode integrations, JsonNode health, JsonNode analytics, Instant now) {
        List<TrafficView> totals = TrafficView.totals(analytics);
        Map<String, JsonNode> healthById = new HashMap<>();
        health.path("items")
                .forEach(it -> healthById.put(it.path("integrationId").asString(""), it));
        return integrations
                .path("items")
                .valueStream()
                .map(integration -> of(
                        integration,
                        healthById.getOrDefault(integration.path("id").asString(""), MissingNode.getInstance()),
                        totals,
                        now))
                .sorted(Comparator.comparing(ClientView::light))
                .toList();
    }

    public static ClientView of(JsonNode integration, JsonNode health, List<TrafficView> totals, Instant now) {
        Fields it = new Fields(integration, now);
        Fields well = new Fields(health, now);
        return new ClientView(
                it.text("id"),
                it.text("chatbotId"),
                it.text("chatbotName"),
                it.text("phoneNumberId"),
                it.text("businessAccountId"),
                it.text("webhookUrl"),
                it.text("status").equals("active"),
                !well.text("chatbotStatus").equals("inactive"),
                it.truth("hasAccessToken"),
                it.truth("hasVerifyToken"),
                it.truth("hasApiKey"),
                Stream.of(it.text("pausedReason"), well.text("pausedReason"))
                        .filter(reason -> !reason.isEmpty())
                        .findFirst()
                        .orElse(""),
                it.texts("warnings"),
                well.when("lastWebhookAt"),
                well.when("lastSendAt"),
                well.object("lastError").text("message"),
                well.object("lastError").when("at"),
                well.object("aiError").text("message"),
                well.object("aiError").when("at"),
                well.object("unanswered").number("count"),
                well.object("unanswered").when("oldestAt"),
                well.number("deadLetters"),
                Light.of(well.object("light").text("level")),
                well.object("light").text("cause"),
                totals.stream()
                        .filter(total -> total.chatbotId().equals(it.text("chatbotId")))
                        .findFirst()
                        .orElse(TrafficView.NONE));
    }

    /** Of the list of all accounts' health, what is about this integration. */
    public static JsonNode healthOf(JsonNode health, JsonNode integration) {
        return health.path("items")
                .valueStream()
                .filter(it -> it.path("integrationId").equals(integration.path("id")))
                .findFirst()
                .orElseGet(MissingNode::getInstance);
    }

    public String name() {
        return chatbotName.isEmpty() ? chatbotId : chatbotName;
    }
}
