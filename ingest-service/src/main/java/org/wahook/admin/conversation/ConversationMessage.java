package org.wahook.admin.conversation;

import java.time.Instant;
import java.util.Optional;
import org.wahook.platform.json.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * One message of a conversation.
 *
 * @param author {@code customer}, {@code bot}, {@code human}, or {@code other} for another app that owned the thread
 * @param description what the bot is told of a message that is no text
 * @param file what is kept of a customer's file
 * @param error as it is stored: our own reason, or what Meta said
 */
public record ConversationMessage(
        long id,
        String direction,
        String author,
        String type,
        Optional<String> text,
        Optional<String> description,
        String status,
        Optional<String> waMessageId,
        Optional<KeptFile> file,
        Optional<String> error,
        Optional<Instant> sentAt,
        Instant createdAt) {

    ObjectNode toJson() {
        ObjectNode json = Json.object()
                .put("id", String.valueOf(id))
                .put("role", direction.equals("inbound") ? "user" : "assistant")
                .put("author", author)
                .put("type", type)
                .put("text", text.orElse(null))
                .put("description", description.orElse(null))
                .put("status", status)
                .put("waMessageId", waMessageId.orElse(null))
                .put("sentAt", sentAt.map(Instant::toString).orElse(null))
                .put("createdAt", createdAt.toString());
        json.set("media", file.map(KeptFile::toJson).orElse(null));
        json.set("error", failure().map(MessageFailure::toJson).orElse(null));
        return json;
    }

    public Optional<MessageFailure> failure() {
        return error.flatMap(Json::parse).map(MessageFailure::of);
    }
}
