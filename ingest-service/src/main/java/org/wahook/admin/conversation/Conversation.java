package org.wahook.admin.conversation;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.wahook.platform.json.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * A contact of an integration.
 *
 * @param paused whether a person has it now
 * @param pausedUntil then the bot goes on by itself; empty where somebody must say so
 * @param version of the pause; grows with each change that is made to it
 * @param lastInboundAt when the customer last wrote: Meta takes replies for a day from then on
 * @param unanswered messages that wait for an answer
 * @param username without the {@code @}; empty where none is known
 * @param linkedTo the conversation in which the same person goes on, under another number
 * @param threadOwner {@code app} (ours), {@code other}, {@code idle}, or empty where nothing was heard of it
 */
public record Conversation(
        long id,
        String chatbotId,
        String chatbotName,
        UUID integrationId,
        String phoneNumberId,
        String contactId,
        String contactName,
        boolean paused,
        Optional<Instant> pausedUntil,
        long version,
        Optional<Instant> lastMessageAt,
        Optional<Instant> lastInboundAt,
        long unanswered,
        Instant createdAt,
        String username,
        boolean group,
        Optional<Long> linkedTo,
        String threadOwner,
        String threadOwnerRole) {

    /** Meta's customer-service window. */
    static final Duration WINDOW = Duration.ofHours(24);

    String etag() {
        return "bot-" + version;
    }

    public Optional<Instant> windowClosesAt() {
        return lastInboundAt.map(time -> time.plus(WINDOW));
    }

    ObjectNode toJson() {
        return Json.object()
                .put("id", String.valueOf(id))
                .put("chatbotId", chatbotId)
                .put("chatbotName", chatbotName)
                .put("integrationId", integrationId.toString())
                .put("phoneNumberId", phoneNumberId)
                .put("contactId", contactId)
                .put("contactName", contactName)
                .put("bot", paused ? "paused" : "active")
                .put("pausedUntil", paused ? text(pausedUntil) : null)
                .put("unanswered", unanswered)
                .put("lastMessageAt", text(lastMessageAt))
                .put("windowClosesAt", text(windowClosesAt()))
                .put("createdAt", createdAt.toString())
                .put("username", username.isEmpty() ? null : username)
                .put("group", group)
                .put("linkedTo", linkedTo.map(String::valueOf).orElse(null))
                .put("threadOwner", threadOwner.isEmpty() ? null : threadOwner)
                .put("threadOwnerRole", threadOwnerRole.isEmpty() ? null : threadOwnerRole);
    }

    private static @Nullable String text(Optional<Instant> time) {
        return time.map(Instant::toString).orElse(null);
    }
}
