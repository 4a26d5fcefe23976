package org.wahook.shared.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.wahook.platform.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A wake-up call for one conversation of one client. The messages to answer are in the database; the ids here are for
 * people who read a dead letter, and for its replay.
 *
 * @param id of this job; a redelivery has the same, and takes its own turn over at once
 * @param messageIds Meta's ids (wamid) of the messages that caused it
 * @param eventId of the webhook they came with, or a word for another cause
 * @param resumes the version of the pause that this job ends; empty for all other jobs
 */
public record ReplyJob(
        String id,
        String chatbotId,
        UUID accountId,
        String phoneNumberId,
        long conversationId,
        List<String> messageIds,
        String eventId,
        Optional<Long> resumes) {

    /** Written into each job, so that a later version can still read those of an earlier one. */
    private static final int VERSION = 1;

    private static final String RESUME = "resume";

    /** Until version 0.3 the event id of such a job was this and the pause's version. */
    private static final String RESUME_EVENT = "resume:";

    public ReplyJob {
        messageIds = List.copyOf(messageIds);
    }

    public ReplyJob(
            String id,
            String chatbotId,
            UUID accountId,
            String phoneNumberId,
            long conversationId,
            List<String> messageIds,
            String eventId) {
        this(id, chatbotId, accountId, phoneNumberId, conversationId, messageIds, eventId, Optional.empty());
    }

    /** A new job, of which there is no other copy. */
    public static ReplyJob wakeUp(
            String chatbotId,
            UUID accountId,
            String phoneNumberId,
            long conversationId,
            List<String> messageIds,
            String eventId) {
        return new ReplyJob(
                UUID.randomUUID().toString(), chatbotId, accountId, phoneNumberId, conversationId, messageIds, eventId);
    }

    /** Ends a conversation's pause, unless it was changed since. All attempts publish the same job. */
    public static ReplyJob resume(
            String chatbotId, UUID accountId, String phoneNumberId, long conversationId, long version) {
        return new ReplyJob(
                RESUME + ":" + conversationId + ":" + version,
                chatbotId,
                accountId,
                phoneNumberId,
                conversationId,
                List.of(),
                RESUME,
                Optional.of(version));
    }

    /** The same job about other messages. */
    public ReplyJob about(List<String> messages) {
        return new ReplyJob(id, chatbotId, accountId, phoneNumberId, conversationId, messages, eventId, resumes);
    }

    public byte[] toJson() {
        ObjectNode json = Json.object();
        json.put("v", VERSION);
        json.put("id", id);
        json.put("chatbotId", chatbotId);
        json.put("accountId", accountId.toString());
        json.put("phoneNumberId", phoneNumberId);
        json.put("conversationId", conversationId);
        ArrayNode ids = json.putArray("messageIds");
        messageIds.forEach(ids::add);
        json.put("eventId", eventId);
        resumes.ifPresent(version -> json.put(RESUME, version));
        return Json.bytes(json);
    }

    /** @throws IllegalArgumentException where the bytes are no job */
    public static ReplyJob fromJson(byte[] bytes) {
        JsonNode json = Json.parse(bytes).orElseThrow(() -> new IllegalArgumentException("the job is not JSON"));
        if (!json.path("conversationId").isIntegralNumber()
                || json.path("id").asString("").isEmpty()) {
            throw new IllegalArgumentException("the job has no id or no conversationId");
        }
        List<String> ids = new ArrayList<>();
        json.path("messageIds").forEach(id -> ids.add(id.asString("")));
        return new ReplyJob(
                json.path("id").asString(),
                json.path("chatbotId").asString(""),
                UUID.fromString(json.path("accountId").asString("")),
                json.path("phoneNumberId").asString(""),
                json.path("conversationId").asLong(),
                ids,
                json.path("eventId").asString(""),
                resumes(json));
    }

    private static Optional<Long> resumes(JsonNode json) {
        JsonNode version = json.path(RESUME);
        return version.isIntegralNumber()
                ? Optional.of(version.asLong())
                : Optional.of(json.path("eventId").asString(""))
                        .filter(text -> text.startsWith(RESUME_EVENT))
                        .map(text -> text.substring(RESUME_EVENT.length()))
                        .filter(text -> text.matches("\\d{1,18}"))
                        .map(Long::parseLong);
    }
}
