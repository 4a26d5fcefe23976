package org.wahook.worker.route;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.wahook.shared.broker.MessageHeaders;
import org.wahook.shared.broker.Publication;
import org.wahook.shared.broker.Topology;
import org.wahook.shared.database.Accounts;
import org.wahook.shared.job.ReplyJob;
import org.wahook.worker.outcome.DeadLetter;

/** Stores a batch of events and says what is to be published: a job for each conversation that waits for an answer. */
public final class Router {

    private static final int MOST_LINKS = 16;

    private final Sorter sorter;
    private final InboundStore store;
    private final Topology topology;

    public Router(Accounts accounts, Jdbi jdbi, Topology topology, Clock clock) {
        this.sorter = new Sorter(accounts, clock);
        this.store = new InboundStore(jdbi);
        this.topology = topology;
    }

    /**
     * All or nothing: where it fails nothing is stored. Doing it again does no harm.
     *
     * @return what must be durable before the events are acknowledged
     */
    public List<Publication> route(List<Event> events) {
        Sorted sorted = sorter.sort(events);
        Instant receivedUntil =
                events.stream().map(Event::receivedAt).max(Instant::compareTo).orElse(Instant.EPOCH);
        List<Stored> waiting = store.store(sorted, receivedUntil);
        List<Publication> publications = new ArrayList<>(sorted.handedOn);
        waiting.forEach(conversation -> publications.add(wakeUp(conversation)));
        return publications;
    }

    private Publication wakeUp(Stored conversation) {
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
                traced(DeadLetter.headersOf(job, job.messageIds()), conversation.traces()),
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
