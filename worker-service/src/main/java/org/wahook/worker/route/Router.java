package org.wahook.worker.route;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.wahook.platform.broker.MessageHeaders;
import org.wahook.platform.broker.Publication;
import org.wahook.shared.account.Accounts;
import org.wahook.shared.job.JobMessages;
import org.wahook.shared.job.ReplyJob;
import org.wahook.shared.topology.Topology;

/** Stores a batch of events and says what is to be published: a job for each conversation that waits for an answer. */
public final class Router {

    private static final int MOST_LINKS = 16;

    private final EventClassifier classifier;
    private final InboundStore store;
    private final JobMessages messages;

    public Router(Accounts accounts, Jdbi jdbi, Topology topology, Clock clock) {
        this.classifier = new EventClassifier(accounts, clock);
        this.store = new InboundStore(jdbi);
        this.messages = new JobMessages(topology);
    }

    /**
     * All or nothing: where it fails nothing is stored. Doing it again does no harm.
     *
     * @return what must be durable before the events are acknowledged
     */
    public List<Publication> route(List<Event> events) {
        ClassifiedEvents classified = classifier.sort(events);
        Instant receivedUntil =
                events.stream().map(Event::receivedAt).max(Instant::compareTo).orElse(Instant.EPOCH);
        List<ConversationToWake> waiting = store.store(classified, receivedUntil);
        List<Publication> publications = new ArrayList<>(classified.handedOn);
        waiting.forEach(conversation -> publications.add(wakeUp(conversation)));
        return publications;
    }

    private Publication wakeUp(ConversationToWake conversation) {
        ReplyJob job = ReplyJob.wakeUp(
                conversation.chatbotId(),
                conversation.accountId(),
                conversation.phoneNumberId(),
                conversation.conversationId(),
                conversation.messageIds(),
                conversation.eventId());
        return messages.now(job, traces(conversation.traces()));
    }

    /** The job goes on in the trace of the newest event, and names those of the others. */
    private static Map<String, Object> traces(List<String> traces) {
        Map<String, Object> headers = new HashMap<>();
        if (!traces.isEmpty()) {
            headers.put(MessageHeaders.TRACEPARENT, traces.getFirst());
        }
        if (traces.size() > 1) {
            headers.put(
                    MessageHeaders.TRACE_LINKS,
                    String.join(",", traces.subList(1, Math.min(traces.size(), 1 + MOST_LINKS))));
        }
        return headers;
    }
}
