package org.wahook.worker.route;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Jdbi;
import org.wahook.platform.broker.MessageHeaders;
import org.wahook.platform.broker.Publication;
import org.wahook.shared.account.Account;
import org.wahook.shared.account.Accounts;
import org.wahook.shared.job.JobMessages;
import org.wahook.shared.job.ReplyJob;
import org.wahook.shared.topology.Topology;
import org.wahook.worker.outcome.Reason;

/** Stores a batch of events and says what is to be published: a job for each conversation that waits for an answer. */
public final class Router {

    private static final int MOST_LINKS = 16;

    private final EventClassifier classifier;
    private final InboundStore store;
    private final Topology topology;
    private final KeptMeters meters;
    private final Clock clock;
    private final JobMessages messages;

    /** With the pause that is usual, and without metrics. */
    public Router(Accounts accounts, Jdbi jdbi, Topology topology, Clock clock) {
        this(accounts, jdbi, topology, clock, Duration.ofMinutes(30), new SimpleMeterRegistry());
    }

    /** @param humanPause how long a bot is silent after a person has written; zero for not at all */
    public Router(
            Accounts accounts, Jdbi jdbi, Topology topology, Clock clock, Duration humanPause, MeterRegistry meters) {
        this.classifier = new EventClassifier(accounts, clock);
        this.store = new InboundStore(jdbi, new PersonPauses(humanPause));
        this.topology = topology;
        this.meters = new KeptMeters(meters);
        this.clock = clock;
        this.messages = new JobMessages(topology);
    }

    /**
     * All or nothing: where it fails nothing is stored. Doing it again does no harm.
     *
     * @return what must be durable before the events are acknowledged
     */
    public List<Publication> route(List<Event> events) {
        return route(events, true);
    }

    /**
     * The same for events of which some have met a locked row before: it hardly waits for one. Until this returns the events
     * of all clients wait.
     */
    public List<Publication> routeUnlessLocked(List<Event> events) {
        return route(events, false);
    }

    private List<Publication> route(List<Event> events, boolean patient) {
        ClassifiedEvents classified = classifier.sort(events);
        Instant receivedUntil =
                events.stream().map(Event::receivedAt).max(Instant::compareTo).orElse(Instant.EPOCH);
        InboundStore.Stored stored = store.store(classified, receivedUntil, patient);
        meters.kept(stored.kept());
        List<Publication> publications = new ArrayList<>(classified.handedOn);
        stored.toWake().forEach(conversation -> publications.add(wakeUp(conversation)));
        stored.pauseEnds().forEach(end -> publications.add(resume(end)));
        return publications;
    }

    /** Goes round the wait queues until the pause is over, as a retry does. */
    private Publication resume(PersonPauses.PauseEnd end) {
        Account account = end.echo().account();
        ReplyJob job = ReplyJob.resume(
                account.chatbotId(), account.id(), account.phoneNumberId(), end.conversationId(), end.version());
        Duration step = Topology.stepFor(topology.ladder(), Duration.between(clock.instant(), end.at()));
        return messages.waiting(
                job,
                step,
                Map.of(
                        MessageHeaders.NOT_BEFORE,
                        end.at().toEpochMilli(),
                        MessageHeaders.REASON,
                        Reason.CONVERSATION_PAUSED.word()));
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
