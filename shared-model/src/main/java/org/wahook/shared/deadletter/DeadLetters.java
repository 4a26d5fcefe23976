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
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.wahook.platform.broker.BrokerConnections;
import org.wahook.platform.broker.MessageHeaders;
import org.wahook.platform.config.RabbitUrls;
import org.wahook.shared.topology.Topology;

/**
 * Looks into the queues of dead letters, and moves or removes what lies there. A letter leaves its queue only after what
 * replaces it is confirmed; whatever breaks off leaves it where it was.
 *
 * <p>Whoever looks holds what was passed over until the end, and others do not see it meanwhile. So one looks at a time
 * here; between processes, who looks at the same time sees what the other one does not hold.
 */
public final class DeadLetters {

    private static final int CONFIRM_MILLIS = 10_000;
    private static final int BATCH = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final RabbitUrls urls;
    private final Topology topology;
    private final ReentrantLock oneAtATime = new ReentrantLock(true);

    public DeadLetters(RabbitUrls urls, Topology topology) {
        this.urls = urls;
        this.topology = topology;
    }

    private enum Fate {
        KEEP,
        /** And look at no other. */
        KEEP_AND_STOP,
        REMOVE
    }

    private interface Visit {
        Fate visit(Channel channel, GetResponse message, DeadLetter letter) throws IOException;
    }

    /** The oldest letters that are meant, at most {@code limit}. All stay where they are. */
    public List<DeadLetter> list(Set<DeadLetterQueue> queues, Selection selection, int limit) {
        List<DeadLetter> found = new ArrayList<>();
        visit(queues, Math.clamp(limit, 1, BATCH), (channel, message, letter) -> {
            if (found.size() < limit && selection.matches(letter)) {
                found.add(letter);
            }
            return found.size() < limit ? Fate.KEEP : Fate.KEEP_AND_STOP;
        });
        return found;
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
        visit(queues, BATCH, (channel, message, letter) -> {
            seen[0]++;
            if (seen[0] > most) {
                return Fate.KEEP_AND_STOP;
            }
            if (selection.matches(letter)) {
                counts.merge(DeadLetterList.Group.of(letter), 1, Integer::sum);
                if (found.size() < limit) {
                    found.add(letter);
                }
            }
            return Fate.KEEP;
        });
        return new DeadLetterList(found, counts, seen[0] <= most);
    }

    /** How many letters are meant, without touching them. */
    public int count(Set<DeadLetterQueue> queues, Selection selection) {
        int[] found = {0};
        visit(queues, BATCH, (channel, message, letter) -> {
            found[0] += selection.matches(letter) ? 1 : 0;
            return Fate.KEEP;
        });
        return found[0];
    }

    /**
     * Sends letters round again and answers how many. Doing it twice answers nobody twice: what was answered meanwhile
     * stays answered. A job that nobody could read stays where it is.
     */
    public int replay(Set<DeadLetterQueue> queues, Selection selection) {
        int[] replayed = {0};
        visit(queues, BATCH, (channel, message, letter) -> {
            if (!selection.matches(letter)) {
                return Fate.KEEP;
            }
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
        int[] discarded = {0};
        visit(queues, BATCH, (channel, message, letter) -> {
            if (!selection.matches(letter)) {
                return Fate.KEEP;
            }
            discarded[0]++;
            return Fate.REMOVE;
        });
        return discarded[0];
    }

    /** A fresh ladder, and what happened before as history. */
    private static BasicProperties again(GetResponse message, DeadLetter letter) {
        Map<String, Object> headers = new HashMap<>();
        Map<String, Object> before = message.getProps().getHeaders() == null
                ? Map.of()
                : message.getProps().getHeaders();
        for (String kept : List.of(
                MessageHeaders.CHATBOT_ID,
                MessageHeaders.ACCOUNT_ID,
                MessageHeaders.PHONE_NUMBER_ID,
                MessageHeaders.MESSAGE_IDS,
                MessageHeaders.EVENT_ID,
                MessageHeaders.RECEIVED_AT,
                MessageHeaders.TRACEPARENT)) {
            if (before.containsKey(kept)) {
                headers.put(kept, before.get(kept));
            }
        }
        headers.put(MessageHeaders.REPLAYED, true);
        headers.put(MessageHeaders.HISTORY, history(letter));
        return message.getProps()
                .builder()
                .deliveryMode(2)
                .expiration(null)
                .headers(headers)
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
    private void visit(Set<DeadLetterQueue> queues, int atATime, Visit visit) {
        enter();
        AtomicInteger done = new AtomicInteger();
        try (Connection connection = BrokerConnections.open(urls, "dead-letters");
                Channel replayed = connection.createChannel()) {
            Round round = new Round(replayed, done);
            for (DeadLetterQueue queue : queues) {
                if (!round.goThrough(connection, queue, atATime, visit)) {
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
                throw new BrokerFailedException(
                        0, new TimeoutException("somebody else is going through them; try again later"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerFailedException(0, e);
        }
    }

    /** One visit, with the channel that it replays letters on. */
    private static final class Round {

        private final Channel replayed;
        private final AtomicInteger done;
        private final AtomicBoolean returned = new AtomicBoolean();

        /** @param done counts the letters that were replayed or discarded */
        Round(Channel replayed, AtomicInteger done) throws IOException {
            this.replayed = replayed;
            this.done = done;
            replayed.addReturnListener(message -> returned.set(true));
            replayed.confirmSelect();
        }

        /** False where no other queue is to be looked at. */
        boolean goThrough(Connection connection, DeadLetterQueue queue, int atATime, Visit visit)
                throws IOException, TimeoutException {
            try (QueueBrowser walk = new QueueBrowser(connection, queue.queueName(), atATime)) {
                List<Long> removed = new ArrayList<>();
                for (var next = walk.next(); next.isPresent(); next = walk.next()) {
                    GetResponse message = next.get();
                    Fate fate = visit.visit(replayed, message, DeadLetter.of(queue, message));
                    if (fate == Fate.REMOVE) {
                        removed.add(message.getEnvelope().getDeliveryTag());
                    } else if (fate == Fate.KEEP_AND_STOP) {
                        return false;
                    }
                    if (removed.size() >= BATCH) {
                        remove(walk, removed);
                    }
                }
                remove(walk, removed);
                return true;
            }
        }

        private void remove(QueueBrowser walk, List<Long> tags) throws IOException {
            if (tags.isEmpty()) {
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
            for (long tag : tags) {
                walk.acknowledge(tag);
                done.incrementAndGet();
            }
            tags.clear();
        }
    }
}
