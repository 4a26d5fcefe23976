package org.wahook.shared.topology;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.wahook.platform.broker.BrokerConnections;
import org.wahook.platform.broker.BrokerTopology;
import org.wahook.platform.broker.MessageHeaders;
import org.wahook.platform.config.Durations;
import org.wahook.platform.config.RabbitUrls;

/**
 * Every exchange, queue and binding, on one page. Both services declare all of it at start; declaring is idempotent.
 *
 * @param lanes how many reply queues there are
 * @param ladder the waits between attempts; each has its own wait queue
 */
public record Topology(int lanes, List<Duration> ladder) implements BrokerTopology {

    public static final String EXCHANGE = "whatsapp";
    public static final String WAIT_EXCHANGE = "whatsapp.wait";
    public static final String DEAD_EXCHANGE = "whatsapp.dead";

    public static final String EVENTS = "whatsapp.events";
    public static final String UNROUTED = "whatsapp.unrouted";
    public static final String CALLBACKS = "whatsapp.callbacks";
    public static final String EVENTS_DEAD = "whatsapp.events.dead";
    public static final String REPLIES_DEAD = "whatsapp.replies.dead";

    public static final String EVENTS_KEY = "events";
    public static final String REPLIES_KEY = "replies";
    public static final String UNROUTED_KEY = "unrouted";
    public static final String CALLBACKS_KEY = "callbacks";

    /** A delivery that takes its consumer down this often is dead-lettered by the broker; the worker gives it up before. */
    private static final int POISON_LIMIT = 20;

    /** RabbitMQ 4 gives every quorum queue a limit of 20, which people who peek into a dead queue would use up. */
    private static final int PEEK_LIMIT = 1_000_000;

    private static final int MOST_EVENTS = 5_000_000;
    private static final int MOST_JOBS = 1_000_000;
    private static final int MOST_UNROUTED = 100_000;

    /** Strangers can write there: it must not take the room of webhooks. */
    private static final int MOST_CALLBACKS = 10_000;

    private static final int MOST_CALLBACK_BYTES = 64 * 1024 * 1024;

    private static final Duration UNROUTED_KEPT = Duration.ofDays(7);

    /** A queue and the one binding that feeds it. */
    public record Queue(
            String name,
            Map<String, Object> arguments,
            String exchange,
            String key,
            Map<String, Object> bindingArguments) {}

    public Topology {
        ladder = List.copyOf(ladder);
    }

    /** The longest wait that is not longer than this, or else the shortest: a longer one is made of several stays. */
    public static Duration stepFor(List<Duration> ladder, Duration wait) {
        Duration longest = ladder.getFirst();
        for (Duration step : ladder) {
            if (step.compareTo(wait) <= 0) {
                longest = step;
            }
        }
        return longest;
    }

    public static String lane(int number) {
        return "whatsapp.replies." + number;
    }

    public static String laneKey(int number) {
        return "replies." + number;
    }

    public static String waitQueue(Duration delay) {
        return "whatsapp.wait." + Durations.format(delay);
    }

    /** The lane of a chatbot. All its jobs go through one queue, so that its flood doesn't fill the others. */
    public int laneOf(String chatbotId) {
        return Math.floorMod(chatbotId.hashCode(), lanes);
    }

    public List<String> laneQueues() {
        return IntStream.range(0, lanes).mapToObj(Topology::lane).toList();
    }

    public List<Queue> queues() {
        return Stream.of(
                        Stream.of(events(), unrouted(), callbacks()),
                        IntStream.range(0, lanes).mapToObj(Topology::replies),
                        ladder.stream().map(Topology::waiting),
                        Stream.of(dead(EVENTS_DEAD, EVENTS_KEY), dead(REPLIES_DEAD, REPLIES_KEY)))
                .flatMap(queue -> queue)
                .toList();
    }

    @Override
    public void declare(Channel channel) throws IOException {
        channel.exchangeDeclare(EXCHANGE, "direct", true);
        channel.exchangeDeclare(WAIT_EXCHANGE, "headers", true);
        channel.exchangeDeclare(DEAD_EXCHANGE, "direct", true);
        for (Queue queue : queues()) {
            channel.queueDeclare(queue.name(), true, false, false, queue.arguments());
            channel.queueBind(queue.name(), queue.exchange(), queue.key(), queue.bindingArguments());
        }
    }

    /** The same once, with a user that may, for services whose users may not. */
    public void declareAt(RabbitUrls urls) throws IOException, TimeoutException {
        try (Connection connection = BrokerConnections.open(urls, "declare");
                Channel channel = connection.createChannel()) {
            declare(channel);
        }
    }

    @Override
    public void checkExists(Channel channel) throws IOException {
        for (String exchange : List.of(EXCHANGE, WAIT_EXCHANGE, DEAD_EXCHANGE)) {
            channel.exchangeDeclarePassive(exchange);
        }
        for (String queue : queueNames()) {
            channel.queueDeclarePassive(queue);
        }
    }

    /**
     * One consumer at a time reads the events: two replicas that stored a conversation's messages side by side could
     * store the second before the first. The broker hands over to the next replica when the active one goes.
     */
    private static Queue events() {
        Map<String, Object> arguments = quorum(POISON_LIMIT, MOST_EVENTS);
        arguments.put("x-single-active-consumer", true);
        deadLetterTo(arguments, DEAD_EXCHANGE, EVENTS_KEY);
        return new Queue(EVENTS, arguments, EXCHANGE, EVENTS_KEY, Map.of());
    }

    /**
     * What bots post to their callbacks. Nothing of it is dead-lettered: the turn that waits for an answer has a deadline
     * of its own.
     */
    private static Queue callbacks() {
        Map<String, Object> arguments = quorum(POISON_LIMIT, MOST_CALLBACKS);
        arguments.put("x-max-length-bytes", MOST_CALLBACK_BYTES);
        return new Queue(CALLBACKS, arguments, EXCHANGE, CALLBACKS_KEY, Map.of());
    }

    private static Queue replies(int lane) {
        Map<String, Object> arguments = quorum(POISON_LIMIT, MOST_JOBS);
        deadLetterTo(arguments, DEAD_EXCHANGE, REPLIES_KEY);
        return new Queue(lane(lane), arguments, EXCHANGE, laneKey(lane), Map.of());
    }

    /** One fixed TTL for a whole queue: messages with different ones would block each other at its head. */
    private static Queue waiting(Duration delay) {
        Map<String, Object> arguments = quorum(POISON_LIMIT, MOST_JOBS);
        arguments.put("x-message-ttl", delay.toMillis());
        arguments.put("x-dead-letter-exchange", EXCHANGE);
        arguments.put("x-dead-letter-strategy", "at-least-once");
        return new Queue(
                waitQueue(delay),
                arguments,
                WAIT_EXCHANGE,
                "",
                Map.of("x-match", "all", MessageHeaders.DELAY, Durations.format(delay)));
    }

    private static Queue dead(String name, String key) {
        return new Queue(name, quorum(PEEK_LIMIT, MOST_JOBS), DEAD_EXCHANGE, key, Map.of());
    }

    private static Queue unrouted() {
        Map<String, Object> arguments = new LinkedHashMap<>();
        arguments.put("x-queue-type", "quorum");
        arguments.put("x-delivery-limit", PEEK_LIMIT);
        arguments.put("x-max-length", MOST_UNROUTED);
        arguments.put("x-overflow", "drop-head");
        arguments.put("x-message-ttl", UNROUTED_KEPT.toMillis());
        return new Queue(UNROUTED, arguments, EXCHANGE, UNROUTED_KEY, Map.of());
    }

    private static Map<String, Object> quorum(int deliveryLimit, int maxLength) {
        Map<String, Object> arguments = new LinkedHashMap<>();
        arguments.put("x-queue-type", "quorum");
        arguments.put("x-delivery-limit", deliveryLimit);
        arguments.put("x-max-length", maxLength);
        arguments.put("x-overflow", "reject-publish");
        return arguments;
    }

    private static void deadLetterTo(Map<String, Object> arguments, String exchange, String key) {
        arguments.put("x-dead-letter-exchange", exchange);
        arguments.put("x-dead-letter-routing-key", key);
        arguments.put("x-dead-letter-strategy", "at-least-once");
    }

    @Override
    public List<String> queueNames() {
        List<String> names = new ArrayList<>();
        queues().forEach(queue -> names.add(queue.name()));
        return names;
    }
}
