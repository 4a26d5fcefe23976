package org.wahook.shared.job;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.wahook.platform.broker.MessageHeaders;
import org.wahook.platform.broker.Publication;
import org.wahook.platform.config.Durations;
import org.wahook.shared.topology.Topology;

/** Every message that carries a job, whoever publishes it: its exchange, its key and its headers. */
public final class JobMessages {

    /** What a job keeps when it is replayed. */
    private static final List<String> KEPT = List.of(
            MessageHeaders.CHATBOT_ID,
            MessageHeaders.ACCOUNT_ID,
            MessageHeaders.PHONE_NUMBER_ID,
            MessageHeaders.MESSAGE_IDS,
            MessageHeaders.EVENT_ID,
            MessageHeaders.RECEIVED_AT,
            MessageHeaders.TRACEPARENT);

    private final Topology topology;

    public JobMessages(Topology topology) {
        this.topology = topology;
    }

    /** To the lane of its chatbot. */
    public Publication now(ReplyJob job) {
        return now(job, Map.of());
    }

    /** @param more headers beside those that every job has */
    public Publication now(ReplyJob job, Map<String, Object> more) {
        return Publication.json(Topology.EXCHANGE, key(job), job.id(), headers(job, more), job.toJson());
    }

    /** To a wait queue, and from there to its lane. */
    public Publication waiting(ReplyJob job, Duration step, Map<String, Object> more) {
        return waiting(job, job.toJson(), step, more);
    }

    /**
     * @param body as it was delivered: a later version may have written what this one does not know
     * @param step of the ladder whose queue it waits in
     */
    public Publication waiting(ReplyJob job, byte[] body, Duration step, Map<String, Object> more) {
        Map<String, Object> headers = headers(job, more);
        headers.put(MessageHeaders.DELAY, Durations.format(step));
        return Publication.json(Topology.WAIT_EXCHANGE, key(job), job.id(), headers, body);
    }

    private String key(ReplyJob job) {
        return Topology.laneKey(topology.laneOf(job.chatbotId()));
    }

    private static Map<String, Object> headers(ReplyJob job, Map<String, Object> more) {
        Map<String, Object> headers = headers(job);
        headers.putAll(more);
        return headers;
    }

    /** The headers of each message about a reply, of jobs and of dead letters. */
    public static Map<String, Object> headers(ReplyJob job) {
        Map<String, Object> headers = new HashMap<>();
        headers.put(MessageHeaders.CHATBOT_ID, job.chatbotId());
        headers.put(MessageHeaders.ACCOUNT_ID, job.accountId().toString());
        headers.put(MessageHeaders.PHONE_NUMBER_ID, job.phoneNumberId());
        headers.put(MessageHeaders.MESSAGE_IDS, String.join(",", job.messageIds()));
        headers.put(MessageHeaders.EVENT_ID, job.eventId());
        return headers;
    }

    /**
     * Of a dead letter that is published again: a fresh ladder, and what happened before as history.
     *
     * @param before the letter's headers
     */
    public static Map<String, Object> replayed(Map<String, Object> before, String history) {
        Map<String, Object> headers = new HashMap<>(before);
        headers.keySet().retainAll(KEPT);
        headers.put(MessageHeaders.REPLAYED, System.currentTimeMillis());
        headers.put(MessageHeaders.HISTORY, history);
        return headers;
    }
}
