package org.wahook.worker.outcome;

import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.wahook.platform.broker.MessageHeaders;
import org.wahook.platform.broker.Publication;
import org.wahook.platform.json.Json;
import org.wahook.platform.telemetry.Redaction;
import org.wahook.shared.job.JobMessages;
import org.wahook.shared.job.ReplyJob;
import org.wahook.shared.topology.Topology;
import tools.jackson.databind.JsonNode;

/** Writes dead letters so that a person can read them in RabbitMQ's UI. */
public final class DeadLetterPublications {

    private static final int LONGEST_ERROR = 500;

    private DeadLetterPublications() {}

    public static Publication reply(
            ReplyJob job, List<String> messageIds, Reason reason, String error, Attempts attempts, Instant now) {
        ReplyJob whole = job.about(messageIds);
        Map<String, Object> headers = failure(reason, error, attempts, now);
        headers.putAll(JobMessages.headers(whole));
        return Publication.json(Topology.DEAD_EXCHANGE, Topology.REPLIES_KEY, job.id(), headers, whole.toJson());
    }

    /** A job that can't be read has no client and no messages to name. */
    public static Publication unreadableJob(byte[] body, String messageId, String error, Instant now) {
        Map<String, Object> headers = failure(Reason.MALFORMED_JOB, error, Attempts.NONE.failed(now), now);
        return new Publication(
                Topology.DEAD_EXCHANGE,
                Topology.REPLIES_KEY,
                idOr(messageId),
                "application/octet-stream",
                headers,
                body);
    }

    public static Publication event(
            byte[] body, String contentType, String eventId, Reason reason, String error, Instant now) {
        Map<String, Object> headers = failure(reason, error, Attempts.NONE.failed(now), now);
        headers.put(MessageHeaders.EVENT_ID, eventId);
        // Which client it is for was not found out: the headers are there all the same, for those who filter by them.
        headers.put(MessageHeaders.CHATBOT_ID, "");
        headers.put(MessageHeaders.ACCOUNT_ID, "");
        Subject subject = Subject.of(body);
        headers.put(MessageHeaders.PHONE_NUMBER_ID, String.join(",", subject.phoneNumberIds()));
        headers.put(MessageHeaders.MESSAGE_IDS, String.join(",", subject.messageIds()));
        String letterId = UUID.randomUUID().toString();
        return new Publication(Topology.DEAD_EXCHANGE, Topology.EVENTS_KEY, letterId, contentType, headers, body);
    }

    /** What an event that could not be used seems to be about. */
    private record Subject(Set<String> phoneNumberIds, Set<String> messageIds) {

        private static final int MOST = 20;

        static Subject of(byte[] body) {
            Subject subject = new Subject(new LinkedHashSet<>(), new LinkedHashSet<>());
            Json.parse(body)
                    .ifPresent(root -> root.path("entry")
                            .forEach(entry ->
                                    entry.path("changes").forEach(change -> subject.add(change.path("value")))));
            return subject;
        }

        private void add(JsonNode value) {
            add(phoneNumberIds, value.path("metadata").path("phone_number_id"));
            value.path("messages").forEach(message -> add(messageIds, message.path("id")));
            value.path("statuses").forEach(status -> add(messageIds, status.path("id")));
        }

        private static void add(Set<String> ids, JsonNode id) {
            if (id.isString() && ids.size() < MOST && id.asString().length() < 300) {
                ids.add(id.asString());
            }
        }
    }

    /** What went wrong, for a retry or a dead letter. */
    public static Map<String, Object> failure(Reason reason, String error, Attempts attempts, Instant now) {
        Map<String, Object> headers = new HashMap<>();
        headers.put(MessageHeaders.REASON, reason.word());
        headers.put(MessageHeaders.ERROR, Redaction.line(error, LONGEST_ERROR));
        headers.put(MessageHeaders.ATTEMPTS, attempts.made());
        headers.put(MessageHeaders.PARKED, attempts.parked());
        headers.put(
                MessageHeaders.FIRST_FAILED_AT,
                attempts.firstFailedAt().orElse(now).toString());
        headers.put(MessageHeaders.LAST_FAILED_AT, now.toString());
        attempts.history().ifPresent(history -> headers.put(MessageHeaders.HISTORY, history));
        return headers;
    }

    private static String idOr(String id) {
        return id.isEmpty() ? UUID.randomUUID().toString() : id;
    }
}
