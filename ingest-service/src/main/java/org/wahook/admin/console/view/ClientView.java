package org.wahook.admin.console.view;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
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
        long unanswered,
        Optional<RelativeTime> unansweredSince,
        TrafficView traffic) {

    /** How it is doing, at a glance. */
    public enum Light {
        GOOD("fine"),
        WAITING("waiting for its first webhook"),
        WARN("look at it"),
        BAD("stopped"),
        OFF("inactive");

        private final String words;

        Light(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }

        public String style() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public ClientView {
        warnings = List.copyOf(warnings);
    }

    /** All integrations of a page, each with its health and traffic. */
    public static List<ClientView> list(JsonNode integrations, JsonNode health, JsonNode analytics, Instant now) {
        List<TrafficView> totals = TrafficView.totals(analytics);
        return integrations
                .path("items")
                .valueStream()
                .map(integration -> of(integration, healthOf(health, integration), totals, now))
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
                well.object("unanswered").number("count"),
                well.object("unanswered").when("oldestAt"),
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

    public Light light() {
        if (!active || !chatbotActive) {
            return Light.OFF;
        }
        if (!pausedReason.isEmpty()) {
            return Light.BAD;
        }
        boolean failing = lastErrorAt
                .filter(error ->
                        lastSend.map(sent -> error.at().isAfter(sent.at())).orElse(true))
                .isPresent();
        if (failing || !hasAccessToken || !hasVerifyToken) {
            return Light.WARN;
        }
        return lastWebhook.isPresent() ? Light.GOOD : Light.WAITING;
    }
}
