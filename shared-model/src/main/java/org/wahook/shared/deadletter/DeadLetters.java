package org.wahook.shared.deadletter;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.platform.broker.BrokerConnections;
import org.wahook.platform.broker.MessageHeaders;
import org.wahook.platform.config.RabbitUrls;
import org.wahook.platform.database.DatabaseErrors;
import org.wahook.shared.job.JobMessages;
import org.wahook.shared.topology.Topology;

/**
 * Looks into the queues of dead letters, and moves or removes what lies there. A letter leaves its queue only after what
 * replaces it is confirmed; whatever breaks off leaves it where it was.
 *
 * <p>Whoever reads a queue holds what was passed over until the end, and others do not see it meanwhile. So one reads at a
 * time here; between processes, who reads at the same time sees what the other one does not hold, unless both have the
 * index, whose lock keeps them apart.
 */
public final class DeadLetters {

    private static final Logger log = LoggerFactory.getLogger(DeadLetters.class);
    private static final int CONFIRM_MILLIS = 10_000;
    private static final int BATCH = 100;

    /** Of letters without their bodies. */
    private static final int READ_AT_ONCE = 1_000;

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final RabbitUrls urls;
    private final Topology topology;
    private final Optional<DeadLetterIndex> index;
    private final ReentrantLock oneAtATime = new ReentrantLock(true);

    public DeadLetters(RabbitUrls urls, Topology topology) {
        this(urls, topology, Optional.empty());
    }

    /** @param index follows what is taken out of the queues */
    public DeadLetters(RabbitUrls urls, Topology topology, Optional<DeadLetterIndex> index) {
        this.urls = urls;
        this.topology = topology;
        this.index = index;
    }

    private enum Fate {
        KEEP,
        /** And look at no other. */
        KEEP_AND_STOP,
        REMOVE
    }

    /** What is done with a letter that is meant. */
    private interface Visit {
        Fate visit(Channel channel, GetResponse message, DeadLetter letter) throws IOException;
    }

    /** How many letters a queue is known to have; the reading ends when they were met. */
    interface Expected {
        long of(DeadLetterQueue queue);
    }

    private static final Expected UNKNOWN = queue -> Long.MAX_VALUE;

    /** The oldest letters that are meant, at most {@code limit}, with their bodies. All stay where they are. */
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
     * @throws BrokerFailedException where RabbitMQ does not answer, or no more
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
     * The oldest letters that are meant, and how many there are by client and reason. All stay where they are.
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

    /** How many letters are meant, without touching them. */
    public int count(Set<DeadLetterQueue> queues, Selection selection) {
        int[] found = {0};
        visit(queues, selection, BATCH, UNKNOWN, (channel, message, letter) -> {
            found[0]++;
            return Fate.KEEP;
        });
        return found[0];
    }

    /**
     * Sends letters round again and answers how many. Doing it twice answers nobody twice: what was answered meanwhile
     * stays answered. A job that nobody could read stays where it is.
     */
    public int replay(Set<DeadLetterQueue> queues, Selection selection) {
        return replay(queues, selection, UNKNOWN);
    }

    int replay(Set<DeadLetterQueue> queues, Selection selection, Expected expected) {
        int[] replayed = {0};
        visit(queues, selection, BATCH, expected, (channel, message, letter) -> {
            String key = letter.queue() == DeadLetterQueue.REPLIES
                    ? Topology.laneKey(topology.laneOf(letter.chatbotId()))
                    : Topology.EVENTS_KEY;
            if (letter.queue() == DeadLetterQueue.REPLIES && letter.chatbotId().isEmpty()) {
                return Fate.KEEP;
            }
            publish(channel, key, again(message, letter), message.getBody());
            replayed[0]++;
            return Fate.REMOVE;
        });
        return replayed[0];
    }

    /** Throws letters away and answers how many. */
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

    private static BasicProperties again(GetResponse message, DeadLetter letter) {
        Map<String, Object> before = message.getProps().getHeaders() == null
                ? Map.of()
                : message.getProps().getHeaders();
        return message.getProps()
                .builder()
                .deliveryMode(2)
                .expiration(null)
                .headers(JobMessages.replayed(before, history(letter)))
                .build();
    }

    private static String history(DeadLetter letter) {
        List<String> entries = new ArrayList<>(letter.history());
        if (!letter.reason().isEmpty()) {
            entries.add("%s %s after %d attempts since %s"
                    .formatted(letter.lastFailedAt(), letter.reason(), letter.attempts(), letter.firstFailedAt()));
        }
        int from = Math.max(0, entries.size() - MessageHeaders.LONGEST_HISTORY);
        return String.join("\n", entries.subList(from, entries.size()));
    }

    private static void publish(Channel channel, String key, BasicProperties properties, byte[] body)
            throws IOException {
        channel.basicPublish(Topology.EXCHANGE, key, true, properties, body);
    }

    /**
     * Takes each message that is there now, once; what is kept goes back in the end.
     *
     * @throws BrokerFailedException where RabbitMQ does not answer, or no more
     */
    private void visit(Set<DeadLetterQueue> queues, Selection selection, int atATime, Expected expected, Visit visit) {
        enter();
        AtomicInteger done = new AtomicInteger();
        try (Connection connection = BrokerConnections.open(urls, "dead-letters");
                Channel replayed = connection.createChannel()) {
            Round round = new Round(replayed, done, index);
            for (DeadLetterQueue queue : queues) {
                Search search = new Search(queue, selection, expected.of(queue), atATime);
                if (search.expected() > 0 && !round.goThrough(connection, search, visit)) {
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

    /** What is looked for in a queue, and how many of it there are. */
    private record Search(DeadLetterQueue queue, Selection selection, long expected, int atATime) {}

    /** One visit, with the channel that it replays letters on. */
    private static final class Round {

        private final Channel replayed;
        private final AtomicInteger done;
        private final Optional<DeadLetterIndex> index;
        private final AtomicBoolean returned = new AtomicBoolean();

        /** @param done counts the letters that were replayed or discarded */
        Round(Channel replayed, AtomicInteger done, Optional<DeadLetterIndex> index) throws IOException {
            this.replayed = replayed;
            this.done = done;
            this.index = index;
            replayed.addReturnListener(message -> returned.set(true));
            replayed.confirmSelect();
        }

        private record Removed(long tag, LetterKey key) {}

        /** False where no other queue is to be looked at. */
        boolean goThrough(Connection connection, Search search, Visit visit) throws IOException, TimeoutException {
            DeadLetterQueue queue = search.queue();
            try (QueueBrowser<GetResponse> browser =
                    new QueueBrowser<>(connection, queue.queueName(), search.atATime(), message -> message)) {
                List<Removed> removed = new ArrayList<>();
                long left = search.expected();
                while (left > 0) {
                    var next = browser.next();
                    if (next.isEmpty()) {
                        break;
                    }
                    GetResponse message = next.get().message();
                    DeadLetter letter = DeadLetter.of(queue, message);
                    if (!search.selection().matches(letter)) {
                        continue;
                    }
                    left--;
                    switch (visit.visit(replayed, message, letter)) {
                        case KEEP -> {}
                        case KEEP_AND_STOP -> {
                            return false;
                        }
                        case REMOVE -> removed.add(new Removed(next.get().tag(), LetterKey.of(letter)));
                    }
                    if (removed.size() >= BATCH) {
                        remove(browser, queue, removed);
                    }
                }
                remove(browser, queue, removed);
                return true;
            }
        }

        private void remove(QueueBrowser<GetResponse> browser, DeadLetterQueue queue, List<Removed> letters)
                throws IOException {
            if (letters.isEmpty()) {
                return;
            }
            try {
                replayed.waitForConfirmsOrDie(CONFIRM_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted; the letters stay where they are", e);
            } catch (TimeoutException e) {
                throw new IOException("RabbitMQ did not confirm in time; the letters stay where they are", e);
            }
            if (returned.get()) {
                throw new IOException("RabbitMQ has no queue for what is replayed; the letters stay where they are");
            }
            for (Removed letter : letters) {
                browser.acknowledge(letter.tag());
                done.incrementAndGet();
            }
            forget(queue, letters.stream().map(Removed::key).toList());
            letters.clear();
        }

        /** The queue is the truth: an index that can't follow now is corrected at the next look. */
        private void forget(DeadLetterQueue queue, List<LetterKey> keys) {
            index.ifPresent(it -> {
                try {
                    it.removed(queue, keys);
                } catch (JdbiException e) {
                    log.warn(
                            "{} letters of {} are gone from the queue and still in the index until the next look: {}",
                            keys.size(),
                            queue.queueName(),
                            DatabaseErrors.explain(e));
                }
            });
        }
    }
}
