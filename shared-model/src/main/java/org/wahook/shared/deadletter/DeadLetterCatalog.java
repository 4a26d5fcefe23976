package org.wahook.shared.deadletter;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.wahook.platform.broker.QueueDepths;
import org.wahook.platform.config.RabbitUrls;
import org.wahook.platform.database.Database;
import org.wahook.shared.topology.Topology;

/**
 * Dead letters for the admin API and the command line. They come from the index where PostgreSQL answers; else from
 * the queues, without pages.
 *
 * <p>All methods throw {@link BrokerFailedException} where RabbitMQ does not answer.
 */
public final class DeadLetterCatalog implements AutoCloseable {

    /** A queue is read with thousands of letters a second. */
    private static final int MOST_COUNTED = 100_000;

    private final DeadLetters letters;
    private final Optional<IndexedLetters> indexed;
    private final BooleanSupplier databaseAnswers;

    private DeadLetterCatalog(DeadLetters letters, Optional<IndexedLetters> indexed, BooleanSupplier databaseAnswers) {
        this.letters = letters;
        this.indexed = indexed;
        this.databaseAnswers = databaseAnswers;
    }

    public static DeadLetterCatalog withIndex(RabbitUrls urls, Topology topology, Database database) {
        DeadLetterIndex index = new DeadLetterIndex(database.jdbi());
        DeadLetters letters = new DeadLetters(urls, topology, Optional.of(index));
        IndexedLetters indexed = new IndexedLetters(letters, index, new QueueDepths(urls, topology));
        return new DeadLetterCatalog(
                letters, Optional.of(indexed), () -> database.problem().isEmpty());
    }

    public static DeadLetterCatalog withoutIndex(RabbitUrls urls, Topology topology) {
        return new DeadLetterCatalog(new DeadLetters(urls, topology), Optional.empty(), () -> false);
    }

    /** The queues themselves. */
    public DeadLetters letters() {
        return letters;
    }

    private Optional<IndexedLetters> index() {
        return indexed.filter(it -> databaseAnswers.getAsBoolean());
    }

    /** A page of letters, the oldest first. */
    public LetterPage page(LetterFilter filter, Optional<LetterPlace> after, int limit) {
        return index().map(it -> it.page(filter, after, limit)).orElseGet(() -> read(filter, limit));
    }

    private LetterPage read(LetterFilter filter, int limit) {
        DeadLetterList found = letters.listAndCount(filter.queues(), filter.selection(), limit, MOST_COUNTED);
        return new LetterPage(
                found.letters(),
                Optional.empty(),
                found.total(),
                found.groups().stream()
                        .map(it -> new LetterPage.Group(
                                it.getKey().chatbotId(), it.getKey().reason(), it.getValue(), Optional.empty()))
                        .toList());
    }

    /** How many letters are selected. All stay where they are. */
    public long count(Set<DeadLetterQueue> queues, Selection selection) {
        return index().map(it -> it.count(queues, selection)).orElseGet(() -> (long) letters.count(queues, selection));
    }

    /** Letters with their bodies. */
    public List<DeadLetter> show(Set<DeadLetterQueue> queues, Selection selection, int limit) {
        return index().map(it -> it.show(queues, selection, limit))
                .orElseGet(() -> letters.list(queues, selection, limit));
    }

    /** As {@link DeadLetters#replay}. */
    public int replay(Set<DeadLetterQueue> queues, Selection selection) {
        return index().map(it -> it.replay(queues, selection)).orElseGet(() -> letters.replay(queues, selection));
    }

    /** As {@link DeadLetters#discard}. */
    public int discard(Set<DeadLetterQueue> queues, Selection selection) {
        return index().map(it -> it.discard(queues, selection)).orElseGet(() -> letters.discard(queues, selection));
    }

    @Override
    public void close() {
        indexed.ifPresent(IndexedLetters::close);
    }
}
