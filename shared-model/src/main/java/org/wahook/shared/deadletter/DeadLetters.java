package org.wahook.shared.deadletter;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.wahook.platform.broker.BrokerConnections;
import org.wahook.platform.config.RabbitUrls;
import org.wahook.shared.deadletter.LetterVisitor.Fate;
import org.wahook.shared.topology.Topology;

/**
 * Lists, replays and discards the messages in the queues of dead letters. A letter leaves its queue only after what
 * replaces it is confirmed; where RabbitMQ fails in between, it stays.
 *
 * <p>Browsing keeps skipped messages unacknowledged until it ends, and other readers do not see them meanwhile. So within
 * one process there is one reader at a time. Readers in several processes see what the others do not hold, unless both have
 * the index, whose lock lets one read at a time.
 */
public final class DeadLetters {

    private static final int BATCH = 100;

    /** Of letters without their bodies. */
    private static final int READ_AT_ONCE = 1_000;

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final RabbitUrls urls;
    private final LetterReplay replay;
    private final Optional<DeadLetterIndex> index;
    private final ReentrantLock oneAtATime = new ReentrantLock(true);

    public DeadLetters(RabbitUrls urls, Topology topology) {
        this(urls, topology, Optional.empty());
    }

    /** @param index follows what is taken out of the queues */
    public DeadLetters(RabbitUrls urls, Topology topology, Optional<DeadLetterIndex> index) {
        this.urls = urls;
        replay = new LetterReplay(topology);
        this.index = index;
    }

    /** How many selected letters a queue has; reading ends when they were found. */
    interface Expected {
        long of(DeadLetterQueue queue);
    }

    private static final Expected UNKNOWN = queue -> Long.MAX_VALUE;

    /** The oldest selected letters, at most {@code limit}, with their bodies. All stay where they are. */
    public List<DeadLetter> list(Set<DeadLetterQueue> queues, Selection selection, int limit) {
        return list(queues, selection, limit, UNKNOWN);
    }

    List<DeadLetter> list(Set<DeadLetterQueue> queues, Selection selection, int limit, Expected expected) {
        List<DeadLetter> found = new ArrayList<>();
        visit(queues, selection, Math.clamp(limit, 1, BATCH), expected, (channel, message, letter) -> {
            if (found.size() < limit) {
                found.add(letter);
            }
            return found.size() < limit ? Fate.KEEP : Fate.KEEP_AND_STOP;
        });
        return found;
    }

    /**
     * Reads a queue to its end, without the bodies. All letters stay where they are, in their order.
     *
     * @throws BrokerFailedException where RabbitMQ does not answer, or fails in between
     */
    void readAll(DeadLetterQueue queue, Consumer<DeadLetter> each) {
        enter();
        try (Connection connection = BrokerConnections.open(urls, "dead-letters");
                QueueBrowser<DeadLetter> browser = new QueueBrowser<>(
                        connection,
                        queue.queueName(),
                        READ_AT_ONCE,
                        message -> DeadLetter.of(queue, message).withoutBody())) {
            for (var next = browser.next(); next.isPresent(); next = browser.next()) {
                each.accept(next.get().message());
            }
        } catch (IOException | TimeoutException | ShutdownSignalException e) {
            throw new BrokerFailedException(0, e);
        } finally {
            oneAtATime.unlock();
        }
    }

    /**
     * The oldest selected letters, and how many there are by client and reason. All stay where they are.
     *
     * @param limit letters that are answered
     * @param most letters that are counted: a queue holds up to a million, and goes through thousands a second
     */
    public DeadLetterList listAndCount(Set<DeadLetterQueue> queues, Selection selection, int limit, int most) {
        List<DeadLetter> found = new ArrayList<>();
        Map<DeadLetterList.Group, Integer> counts = new HashMap<>();
        int[] seen = {0};
        visit(queues, selection, BATCH, UNKNOWN, (channel, message, letter) -> {
            seen[0]++;
            if (seen[0] > most) {
                return Fate.KEEP_AND_STOP;
            }
            counts.merge(DeadLetterList.Group.of(letter), 1, Integer::sum);
            if (found.size() < limit) {
                found.add(letter);
            }
            return Fate.KEEP;
        });
        return new DeadLetterList(found, counts, seen[0] <= most);
    }

    /** All letters of which this is true, with their bodies. All stay where they are. */
    public List<DeadLetter> matching(Set<DeadLetterQueue> queues, Predicate<DeadLetter> meant) {
        List<DeadLetter> found = new ArrayList<>();
        visit(queues, new Selection.All(), BATCH, UNKNOWN, (channel, message, letter) -> {
            if (meant.test(letter)) {
                found.add(letter);
            }
            return Fate.KEEP;
        });
        return found;
    }

    /** How many letters are selected. All stay where they are. */
    public int count(Set<DeadLetterQueue> queues, Selection selection) {
        int[] found = {0};
        visit(queues, selection, BATCH, UNKNOWN, (channel, message, letter) -> {
            found[0]++;
            return Fate.KEEP;
        });
        return found[0];
    }

    /**
     * Publishes letters again and answers how many. A second time answers no message twice: what was answered meanwhile
     * stays answered. A job that could not be read stays where it is.
     */
    public int replay(Set<DeadLetterQueue> queues, Selection selection) {
        return replay(queues, selection, UNKNOWN);
    }

    int replay(Set<DeadLetterQueue> queues, Selection selection, Expected expected) {
        int[] replayed = {0};
        visit(queues, selection, BATCH, expected, (channel, message, letter) -> {
            if (!LetterReplay.hasDestination(letter)) {
                return Fate.KEEP;
            }
            replay.publish(channel, message, letter);
            replayed[0]++;
            return Fate.REMOVE;
        });
        return replayed[0];
    }

    /** Removes letters and answers how many. */
    public int discard(Set<DeadLetterQueue> queues, Selection selection) {
        return discard(queues, selection, UNKNOWN);
    }

    int discard(Set<DeadLetterQueue> queues, Selection selection, Expected expected) {
        int[] discarded = {0};
        visit(queues, selection, BATCH, expected, (channel, message, letter) -> {
            discarded[0]++;
            return Fate.REMOVE;
        });
        return discarded[0];
    }

    /**
     * Reads each message that is in the queues now, once; what is kept is requeued at the end.
     *
     * @throws BrokerFailedException where RabbitMQ does not answer, or fails in between
     */
    private void visit(
            Set<DeadLetterQueue> queues, Selection selection, int atATime, Expected expected, LetterVisitor visitor) {
        enter();
        AtomicInteger done = new AtomicInteger();
        try (Connection connection = BrokerConnections.open(urls, "dead-letters");
                Channel replayed = connection.createChannel()) {
            LetterRound round = new LetterRound(replayed, done, index);
            for (DeadLetterQueue queue : queues) {
                LetterRound.Search search = new LetterRound.Search(queue, selection, expected.of(queue), atATime);
                if (search.expected() > 0 && !round.goThrough(connection, search, visitor)) {
                    return;
                }
            }
        } catch (IOException | TimeoutException | ShutdownSignalException e) {
            throw new BrokerFailedException(done.get(), e);
        } finally {
            oneAtATime.unlock();
        }
    }

    private void enter() {
        try {
            if (!oneAtATime.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw BrokerFailedException.busy();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerFailedException(0, e);
        }
    }
}
