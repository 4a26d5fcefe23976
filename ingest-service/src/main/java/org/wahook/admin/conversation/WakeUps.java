package org.wahook.admin.conversation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.platform.broker.ConfirmingPublisher;
import org.wahook.platform.broker.MessageHeaders;
import org.wahook.platform.broker.Publication;
import org.wahook.platform.broker.PublishOutcome;
import org.wahook.shared.job.JobMessages;
import org.wahook.shared.job.ReplyJob;
import org.wahook.shared.topology.Topology;

/** Jobs that tell the workers to look into a conversation, now or when its pause is over. */
public final class WakeUps {

    private static final Logger log = LoggerFactory.getLogger(WakeUps.class);
    private static final Duration CONFIRM_TIMEOUT = Duration.ofSeconds(3);

    private static final String FROM_ADMIN_API = "admin";
    private static final String PAUSED = "conversation_paused";

    private final ConfirmingPublisher publisher;
    private final Topology topology;
    private final JobMessages messages;

    public WakeUps(ConfirmingPublisher publisher, Topology topology) {
        this.publisher = publisher;
        this.topology = topology;
        this.messages = new JobMessages(topology);
    }

    /** Whose conversation it is. */
    record Address(String chatbotId, UUID accountId, String phoneNumberId, long conversationId) {}

    /** For a change that has been made. Where RabbitMQ does not confirm it, the sweeper of the workers finds the conversation. */
    void now(Address to) {
        Publication job = messages.now(ReplyJob.wakeUp(
                to.chatbotId(), to.accountId(), to.phoneNumberId(), to.conversationId(), List.of(), FROM_ADMIN_API));
        if (!publish(List.of(job))) {
            log.warn(
                    "Conversation {} of {} was changed, and RabbitMQ did not confirm the job for it within {}: a worker sees to"
                            + " it some minutes later",
                    to.conversationId(),
                    to.chatbotId(),
                    CONFIRM_TIMEOUT);
        }
    }

    /**
     * A little later: for a change that is made once this is confirmed. Where nothing was changed then, the worker finds
     * nothing to do.
     */
    private Publication soon(Address to) {
        ReplyJob job = ReplyJob.wakeUp(
                to.chatbotId(), to.accountId(), to.phoneNumberId(), to.conversationId(), List.of(), FROM_ADMIN_API);
        return messages.waiting(job, topology.ladder().getFirst(), Map.of(MessageHeaders.REASON, PAUSED));
    }

    /** Goes round the wait queues until then, as a retry does. */
    private Publication at(Address to, long version, Instant until) {
        ReplyJob job =
                ReplyJob.resume(to.chatbotId(), to.accountId(), to.phoneNumberId(), to.conversationId(), version);
        Duration step = Topology.stepFor(topology.ladder(), Duration.between(Instant.now(), until));
        return messages.waiting(
                job, step, Map.of(MessageHeaders.NOT_BEFORE, until.toEpochMilli(), MessageHeaders.REASON, PAUSED));
    }

    /** What must be confirmed before a change: where it makes a pause with an end, the job that ends it, and one that comes soon. */
    List<Publication> ahead(SeenConversation now, Optional<Instant> until) {
        List<Publication> jobs = new ArrayList<>();
        until.ifPresent(end -> jobs.add(at(now.address(), now.version() + 1, end)));
        jobs.add(soon(now.address()));
        return jobs;
    }

    /** True when all of them are durable. Where they are not, some may be: each finds out by itself what is to be done. */
    boolean publish(List<Publication> publications) {
        return publisher.publishAll(publications, CONFIRM_TIMEOUT).stream().allMatch(PublishOutcome::confirmed);
    }
}
