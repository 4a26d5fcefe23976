package org.wahook.admin.health;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.wahook.platform.json.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * How an account is doing.
 *
 * @param lastWebhookAt messages and statuses alike
 * @param lastSendAt when Meta last took a message
 * @param lastError one line, without secrets
 * @param pausedReason why nothing is sent for it
 * @param stopKind {@code blocked} until somebody mends it, {@code limited} where it is tried again by itself
 * @param nextTryAt when one message of a limited account may be tried
 * @param aiError what the client's response API last answered, where that was an error
 * @param unanswered messages that wait for an answer
 * @param lastDay messages of the chatbot in the last 24 hours
 * @param deadLetters of the chatbot
 * @param missing secrets that it can't work without
 * @param createdAt the place in the list
 */
public record AccountHealth(
        UUID id,
        String chatbotId,
        String phoneNumberId,
        String status,
        String chatbotStatus,
        Optional<Instant> lastWebhookAt,
        Optional<Instant> lastSendAt,
        Optional<LastError> lastError,
        Optional<String> pausedReason,
        Optional<Instant> pausedAt,
        Optional<String> stopKind,
        Optional<Instant> nextTryAt,
        Optional<AiError> aiError,
        Unanswered unanswered,
        LastDay lastDay,
        long deadLetters,
        List<String> missing,
        Instant createdAt) {

    public AccountHealth {
        missing = List.copyOf(missing);
    }

    /** What the response API answered, or why it did not. */
    public record AiError(String reason, String line, Instant at) {

        ObjectNode toJson() {
            return Json.object().put("at", at.toString()).put("reason", reason).put("message", line);
        }
    }

    /** Messages that came, and how many of them were given up. */
    public record LastDay(long messages, long failures) {

        static final LastDay QUIET = new LastDay(0, 0);
    }

    /** What Meta said, or why it could not be asked. */
    public record LastError(String line, Instant at) {

        private static final Pattern CODE = Pattern.compile("\\bcode (\\d{1,9})");

        /** Meta's own code; empty where Meta said nothing. */
        Optional<Integer> code() {
            Matcher matcher = CODE.matcher(line);
            return matcher.find() ? Optional.of(Integer.valueOf(matcher.group(1))) : Optional.empty();
        }

        ObjectNode toJson() {
            return Json.object()
                    .put("at", at.toString())
                    .put("code", code().orElse(null))
                    .put("message", line);
        }
    }

    /** Messages that wait for an answer, and when the oldest of them came. */
    public record Unanswered(long count, Optional<Instant> oldest) {

        static final Unanswered NONE = new Unanswered(0, Optional.empty());
    }

    AccountHealth with(Unanswered waiting, LastDay day, long letters) {
        return new AccountHealth(
                id,
                chatbotId,
                phoneNumberId,
                status,
                chatbotStatus,
                lastWebhookAt,
                lastSendAt,
                lastError,
                pausedReason,
                pausedAt,
                stopKind,
                nextTryAt,
                aiError,
                waiting,
                day,
                letters,
                missing,
                createdAt);
    }

    ObjectNode toJson() {
        ObjectNode json = Json.object()
                .put("integrationId", id.toString())
                .put("chatbotId", chatbotId)
                .put("phoneNumberId", phoneNumberId)
                .put("status", status)
                .put("chatbotStatus", chatbotStatus)
                .put("paused", pausedReason.isPresent())
                .put("pausedReason", pausedReason.orElse(null))
                .put("pausedAt", text(pausedAt))
                .put("stopKind", stopKind.orElse(null))
                .put("nextTryAt", text(nextTryAt))
                .put("lastWebhookAt", text(lastWebhookAt))
                .put("lastSendAt", text(lastSendAt));
        json.set("lastError", lastError.map(LastError::toJson).orElse(null));
        json.set("aiError", aiError.map(AiError::toJson).orElse(null));
        json.putObject("unanswered").put("count", unanswered.count()).put("oldestAt", text(unanswered.oldest()));
        json.putObject("lastDay").put("messages", lastDay.messages()).put("failures", lastDay.failures());
        json.put("deadLetters", deadLetters);
        Light light = Light.of(this, Instant.now());
        json.putObject("light")
                .put("level", light.level().name().toLowerCase(Locale.ROOT))
                .put("cause", light.cause());
        return json;
    }

    private static @Nullable String text(Optional<Instant> time) {
        return time.map(Instant::toString).orElse(null);
    }
}
