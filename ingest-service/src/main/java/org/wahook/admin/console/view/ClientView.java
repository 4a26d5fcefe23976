package org.wahook.admin.console.view;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.wahook.admin.analytics.ChatbotCounts;
import org.wahook.admin.health.AccountHealth;
import org.wahook.admin.health.Light;
import org.wahook.admin.integration.Integration;

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
        LightView light,
        String cause,
        TrafficView traffic) {

    public ClientView {
        warnings = List.copyOf(warnings);
    }

    /** All integrations, each with its health and traffic; those that are worst come first. */
    public static List<ClientView> list(
            List<Integration> integrations, List<AccountHealth> health, List<ChatbotCounts> totals, Instant now) {
        Map<UUID, AccountHealth> healthById =
                health.stream().collect(Collectors.toMap(AccountHealth::id, Function.identity(), (one, other) -> one));
        return integrations.stream()
                .map(it -> of(it, Optional.ofNullable(healthById.get(it.id())), totals, now))
                .sorted(Comparator.comparing(ClientView::light))
                .toList();
    }

    /** @param health empty where it is not shown */
    public static ClientView of(
            Integration it, Optional<AccountHealth> health, List<ChatbotCounts> totals, Instant now) {
        Optional<AccountHealth.LastError> error = health.flatMap(AccountHealth::lastError);
        Optional<AccountHealth.AiError> ai = health.flatMap(AccountHealth::aiError);
        Optional<Light> light = health.map(found -> Light.of(found, now));
        return new ClientView(
                it.id().toString(),
                it.chatbotId(),
                it.chatbotName(),
                it.phoneNumberId(),
                it.businessAccountId(),
                it.webhookUrl(),
                it.active(),
                !it.chatbotStatus().equals("inactive"),
                it.hasAccessToken(),
                it.hasVerifyToken(),
                it.hasApiKey(),
                it.pausedReason()
                        .or(() -> health.flatMap(AccountHealth::pausedReason))
                        .orElse(""),
                it.warnings(),
                RelativeTime.of(health.flatMap(AccountHealth::lastWebhookAt), now),
                RelativeTime.of(health.flatMap(AccountHealth::lastSendAt), now),
                error.map(AccountHealth.LastError::line).orElse(""),
                RelativeTime.of(error.map(AccountHealth.LastError::at), now),
                ai.map(AccountHealth.AiError::line).orElse(""),
                RelativeTime.of(ai.map(AccountHealth.AiError::at), now),
                health.map(found -> found.unanswered().count()).orElse(0L),
                RelativeTime.of(health.flatMap(found -> found.unanswered().oldest()), now),
                health.map(AccountHealth::deadLetters).orElse(0L),
                light.map(LightView::of).orElse(LightView.OFF),
                light.map(Light::cause).orElse(""),
                TrafficView.of(it.chatbotId(), totals));
    }

    public String name() {
        return chatbotName.isEmpty() ? chatbotId : chatbotName;
    }
}
