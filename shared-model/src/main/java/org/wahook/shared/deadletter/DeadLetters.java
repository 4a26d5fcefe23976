package org.wahook.shared.deadletter;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.wahook.shared.broker.BrokerConnections;
import org.wahook.shared.broker.MessageHeaders;
import org.wahook.shared.broker.Topology;
import org.wahook.shared.config.RabbitUrls;

/**
 * Looks into the queues of dead letters, and moves or removes what lies there. A letter leaves its queue only after what
 * replaces it is confirmed; whatever breaks off leaves it where it was.
 */
public final class DeadLetters {

    /** So many that are not meant are passed over; the broker holds them for us meanwhile. */
    private static final int MOST_PASSED_OVER = 10_000;

    private static final int CONFIRM_MILLIS = 10_000;
    private static final int BATCH = 100;

    private final RabbitUrls urls;
    private final Topology topology;

    public DeadLetters(RabbitUrls urls, Topology topology) {
        this.urls = urls;
        this.topology = topology;
    }

    private enum Fate {
        KEEP,
        REMOVE
    }

    private interface Visit {
        Fate visit(Channel channel, GetResponse message, Letter letter) throws IOException;
    }

    /** The oldest letters that are meant, at most {@code limit}. All stay where they are. */
    public List<Letter> list(Set<LetterQueue> queues, Selection selection, int limit) {
        List<Letter> found = new ArrayList<>();
        visit(queues, (channel, message, letter) -> {
            if (found.size() < limit && selection.matches(letter)) {
                found.add(letter);
            }
            return Fate.KEEP;
        });
        return found;
    }

    /** How many letters are meant, without touching them. */
    public int count(Set<LetterQueue> queues, Selection selection) {
        return list(queues, selection, Integer.MAX_VALUE).size();
    }

    /**
     * Sends letters round again and answers how many. Doing it twice answers nobody twice: what was answered meanwhile
     * stays answered. A job that nobody could read stays where it is.
     */
    public int replay(Set<LetterQueue> queues, Selection selection) {
        int[] replayed = {0};
        visit(queues, (channel, message, letter) -> {
            if (!selection.matches(letter)) {
                return Fate.KEEP;
            }
            String key = letter.queue() == LetterQueue.REPLIES
                    ? Topology.laneKey(topology.laneOf(letter.chatbotId()))
                    : Topology.EVENTS_KEY;
            if (letter.queue() == LetterQueue.REPLIES && letter.chatbotId().isEmpty()) {
                return Fate.KEEP;
            }
            publish(channel, key, again(message, letter), message.getBody());
            replayed[0]++;
            return Fate.REMOVE;
        });
        return replayed[0];
    }

    /** Throws letters away and answers how many. */
    public int discard(Set<LetterQueue> queues, Selection selection) {
        int[] discarded = {0};
        visit(queues, (channel, message, letter) -> {
            if (!selection.matches(letter)) {
                return Fate.KEEP;
            }
            discarded[0]++;
            return Fate.REMOVE;
        });
        return discarded[0];
    }

    /** A fresh ladder, and what happened before as history. */
    private static BasicProperties again(GetResponse message, Letter letter) {
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

    private static String history(Letter letter) {
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
     * Takes each message that is there now, once; what is kept goes back when the channel is closed.
     *
     * @throws BrokenOffException where RabbitMQ does not answer, or no more
     */
    private void visit(Set<LetterQueue> queues, Visit visit) {
        AtomicInteger done = new AtomicInteger();
        try (Connection connection = BrokerConnections.open(urls, "dead-letters")) {
            for (LetterQueue queue : queues) {
                try (Channel channel = connection.createChannel()) {
                    visit(channel, queue, visit, done);
                }
            }
        } catch (IOException | TimeoutException | ShutdownSignalException e) {
            throw new BrokenOffException(done.get(), e);
        }
    }

    private static void visit(Channel channel, LetterQueue queue, Visit visit, AtomicInteger done) throws IOException {
        AtomicBoolean returned = new AtomicBoolean();
        channel.addReturnListener(message -> returned.set(true));
        channel.confirmSelect();
        long there = channel.messageCount(queue.queueName());
        int passedOver = 0;
        List<Long> removed = new ArrayList<>();
        for (long i = 0; i < there && passedOver < MOST_PASSED_OVER; i++) {
            GetResponse message = channel.basicGet(queue.queueName(), false);
            if (message == null) {
                break;
            }
            if (visit.visit(channel, message, Letter.of(queue, message)) == Fate.REMOVE) {
                removed.add(message.getEnvelope().getDeliveryTag());
            } else {
                passedOver++;
            }
            if (removed.size() >= BATCH) {
                remove(channel, removed, returned, done);
            }
        }
        remove(channel, removed, returned, done);
    }

    private static void remove(Channel channel, List<Long> tags, AtomicBoolean returned, AtomicInteger done)
            throws IOException {
        if (tags.isEmpty()) {
            return;
        }
        try {
            channel.waitForConfirmsOrDie(CONFIRM_MILLIS);
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
            channel.basicAck(tag, false);
            done.incrementAndGet();
        }
        tags.clear();
    }
}
