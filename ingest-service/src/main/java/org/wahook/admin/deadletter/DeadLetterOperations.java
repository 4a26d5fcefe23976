package org.wahook.admin.deadletter;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.admin.audit.Audit;
import org.wahook.admin.integration.UnroutedEvents;
import org.wahook.shared.deadletter.BrokerFailedException;
import org.wahook.shared.deadletter.DeadLetterCatalog;
import org.wahook.shared.deadletter.DeadLetterQueue;
import org.wahook.shared.deadletter.LetterFilter;
import org.wahook.shared.deadletter.LetterPage;
import org.wahook.shared.deadletter.LetterPlace;
import org.wahook.shared.deadletter.Selection;

/** Lists, replays and discards dead letters, for callers over HTTP and for the console. */
public final class DeadLetterOperations implements UnroutedEvents {

    private static final Logger log = LoggerFactory.getLogger(DeadLetterOperations.class);

    private final DeadLetterCatalog catalog;

    public DeadLetterOperations(DeadLetterCatalog catalog) {
        this.catalog = catalog;
    }

    /** Which letters are listed, and from where on. */
    public record ListRequest(LetterFilter filter, Optional<LetterPlace> after, int limit) {}

    /** What came of a list. */
    public sealed interface Listing {
        record Listed(LetterPage page) implements Listing {}

        record BrokerAway() implements Listing {}
    }

    /** Which letters are replayed or discarded. */
    public record Choice(Set<DeadLetterQueue> queues, Selection selection) {
        public Choice {
            queues = Set.copyOf(queues);
        }
    }

    /** What came of a replay or of discarding. */
    public sealed interface Settled {
        record Done(int count) implements Settled {}

        /** RabbitMQ failed in between; the other letters stay where they were. */
        record BrokenOff(int count) implements Settled {}

        record BrokerAway() implements Settled {}
    }

    public Listing list(ListRequest request) {
        try {
            return new Listing.Listed(catalog.page(request.filter(), request.after(), request.limit()));
        } catch (BrokerFailedException e) {
            log.warn("Dead letters could not be listed: {}", e.getMessage());
            return new Listing.BrokerAway();
        }
    }

    public Settled replay(Choice choice) {
        return settle("replayed", choice, () -> catalog.replay(choice.queues(), choice.selection()));
    }

    public Settled discard(Choice choice) {
        return settle("discarded", choice, () -> catalog.discard(choice.queues(), choice.selection()));
    }

    @Override
    public OptionalLong count(String phoneNumberId) {
        return count(unrouted(phoneNumberId));
    }

    @Override
    public OptionalLong replay(String phoneNumberId) {
        return switch (replay(unrouted(phoneNumberId))) {
            case Settled.Done(int count) -> OptionalLong.of(count);
            case Settled.BrokenOff(int count) -> OptionalLong.empty();
            case Settled.BrokerAway() -> OptionalLong.empty();
        };
    }

    private static Choice unrouted(String phoneNumberId) {
        return new Choice(Set.of(DeadLetterQueue.UNROUTED), new Selection.OfNumber(phoneNumberId));
    }

    /** How many letters are selected; empty where RabbitMQ is unavailable. */
    public OptionalLong count(Choice choice) {
        try {
            return OptionalLong.of(catalog.count(choice.queues(), choice.selection()));
        } catch (BrokerFailedException e) {
            log.warn("Dead letters could not be counted: {}", e.getMessage());
            return OptionalLong.empty();
        }
    }

    private static Settled settle(String done, Choice choice, IntSupplier work) {
        try {
            int count = work.getAsInt();
            audit("dead letters " + done, choice, count);
            return new Settled.Done(count);
        } catch (BrokerFailedException e) {
            log.warn("Dead letters could not all be {}: {}", done, e.getMessage());
            if (e.done() == 0) {
                return new Settled.BrokerAway();
            }
            audit("dead letters " + done + " in part", choice, e.done());
            return new Settled.BrokenOff(e.done());
        }
    }

    private static void audit(String what, Choice choice, int count) {
        String which = switch (choice.selection()) {
            case Selection.All() -> "all";
            case Selection.OfChatbot(String chatbotId) -> "those of chatbot " + chatbotId;
            case Selection.OfReason(String reason, var chatbotId) ->
                "those of reason " + reason
                        + chatbotId.map(id -> " of chatbot " + id).orElse("");
            case Selection.WithIds(Set<String> ids) -> ids.size() + " by id";
            case Selection.OfNumber(String number) -> "those of number " + number;
        };
        Audit.changed(what, "letters", which, "queues", choice.queues().toString(), "count", String.valueOf(count));
    }
}
