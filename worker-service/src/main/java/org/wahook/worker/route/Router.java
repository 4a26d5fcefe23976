package org.wahook.worker.route;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.wahook.platform.broker.MessageHeaders;
import org.wahook.platform.broker.Publication;
import org.wahook.shared.account.Accounts;
import org.wahook.shared.job.ReplyJob;
import org.wahook.shared.topology.Topology;
import org.wahook.worker.outcome.DeadLetterPublications;

/** Stores a batch of events and says what is to be published: a job for each conversation that waits for an answer. */
public final class Router {

    private static final int MOST_LINKS = 16;

    private final EventClassifier classifier;
    private final InboundStore store;
    private final Topology topology;

    public Router(Accounts accounts, Jdbi jdbi, Topology topology, Clock clock) {
        this.classifier = new EventClassifier(accounts, clock);
        this.store = new InboundStore(jdbi);
        this.topology = topology;
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
        ReplyJob job = new ReplyJob(
                UUID.randomUUID().toString(),
                conversation.chatbotId(),
                conversation.accountId(),
                conversation.phoneNumberId(),
                conversation.conversationId(),
                conversation.messageIds(),
                conversation.eventId());
        return Publication.json(
                Topology.EXCHANGE,
                Topology.laneKey(topology.laneOf(job.chatbotId())),
                job.id(),
                traced(DeadLetterPublications.headersOf(job, job.messageIds()), conversation.traces()),
                job.toJson());
    }

    /** The job goes on in the trace of the newest event, and names those of the others. */
    private static Map<String, Object> traced(Map<String, Object> headers, List<String> traces) {
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
