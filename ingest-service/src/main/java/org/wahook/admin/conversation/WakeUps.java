package org.wahook.admin.conversation;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.wahook.platform.broker.ConfirmingPublisher;
import org.wahook.platform.broker.MessageHeaders;
import org.wahook.platform.broker.Publication;
import org.wahook.platform.broker.PublishOutcome;
import org.wahook.platform.config.Durations;
import org.wahook.shared.job.ReplyJob;
import org.wahook.shared.topology.Topology;

/** Jobs that tell the workers to look into a conversation, now or when its pause is over. */
public final class WakeUps {

    /** The conversation's row is locked meanwhile. */
    private static final Duration CONFIRM_TIMEOUT = Duration.ofSeconds(3);

    private static final String FROM_ADMIN_API = "admin";
    private static final String PAUSED = "conversation_paused";

    private final ConfirmingPublisher publisher;
    private final Topology topology;

    public WakeUps(ConfirmingPublisher publisher, Topology topology) {
        this.publisher = publisher;
        this.topology = topology;
    }

    /** Whose conversation it is. */
    record Address(String chatbotId, UUID accountId, String phoneNumberId, long conversationId) {}

    Publication now(Address to) {
        ReplyJob job = new ReplyJob(
                UUID.randomUUID().toString(),
                to.chatbotId(),
                to.accountId(),
                to.phoneNumberId(),
                to.conversationId(),
                List.of(),
                FROM_ADMIN_API);
        return Publication.json(Topology.EXCHANGE, laneKey(to), job.id(), headers(job), job.toJson());
    }

    /** Goes round the wait queues until then, as a retry does. */
    Publication at(Address to, long version, Instant until) {
        ReplyJob job =
                ReplyJob.resume(to.chatbotId(), to.accountId(), to.phoneNumberId(), to.conversationId(), version);
        Map<String, Object> headers = headers(job);
        Duration wait = Duration.between(Instant.now(), until);
        headers.put(MessageHeaders.DELAY, Durations.format(Topology.stepFor(topology.ladder(), wait)));
        headers.put(MessageHeaders.NOT_BEFORE, until.toEpochMilli());
        headers.put(MessageHeaders.REASON, PAUSED);
        return Publication.json(Topology.WAIT_EXCHANGE, laneKey(to), job.id(), headers, job.toJson());
    }

    /** True when all of them are durable. Where they are not, some may be: each finds out by itself what is to be done. */
    boolean publish(List<Publication> publications) {
        return publisher.publishAll(publications, CONFIRM_TIMEOUT).stream().allMatch(PublishOutcome::confirmed);
    }

    private String laneKey(Address to) {
        return Topology.laneKey(topology.laneOf(to.chatbotId()));
    }

    private static Map<String, Object> headers(ReplyJob job) {
        Map<String, Object> headers = new HashMap<>();
        headers.put(MessageHeaders.CHATBOT_ID, job.chatbotId());
        headers.put(MessageHeaders.ACCOUNT_ID, job.accountId().toString());
        headers.put(MessageHeaders.PHONE_NUMBER_ID, job.phoneNumberId());
        headers.put(MessageHeaders.MESSAGE_IDS, "");
        headers.put(MessageHeaders.EVENT_ID, job.eventId());
        return headers;
    }
}
