package org.wahook.sandbox.phone;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.wahook.platform.broker.BrokerConnections;
import org.wahook.platform.broker.MessageHeaders;
import org.wahook.platform.config.RabbitUrls;
import org.wahook.platform.json.Json;
import org.wahook.sandbox.phone.TimelineStep.Source;
import org.wahook.sandbox.phone.TimelineStep.Stage;
import org.wahook.sandbox.phone.TimelineStep.Tone;
import org.wahook.shared.topology.Topology;
import tools.jackson.databind.JsonNode;

/**
 * Copies of all that goes through the house's exchanges, in a queue of our own that goes with its connection. The services
 * do not know of it, and their queues get what they always got.
 */
final class BrokerWatch implements AutoCloseable {

    private static final int MOST_LANES = 64;

    /** Nobody may suffer because this reader is slow. */
    private static final Map<String, Object> BOUNDED = Map.of("x-max-length", 10_000, "x-overflow", "drop-head");

    private final MessageTimelines timelines;
    private final Connection connection;

    private BrokerWatch(Connection connection, MessageTimelines timelines) {
        this.connection = connection;
        this.timelines = timelines;
    }

    static BrokerWatch start(String rabbitUrl, MessageTimelines timelines) {
        try {
            BrokerWatch watch =
                    new BrokerWatch(BrokerConnections.openRecovering(RabbitUrls.parse(rabbitUrl), "phone"), timelines);
            watch.consume();
            return watch;
        } catch (IOException | TimeoutException e) {
            throw new IllegalStateException("RabbitMQ can't be watched: " + e.getMessage(), e);
        }
    }

    private void consume() throws IOException {
        Channel channel = connection.createChannel();
        channel.exchangeDeclare(Topology.EXCHANGE, BuiltinExchangeType.DIRECT, true);
        String queue = channel.queueDeclare("", false, true, true, BOUNDED).getQueue();
        channel.queueBind(queue, Topology.EXCHANGE, Topology.EVENTS_KEY);
        channel.queueBind(queue, Topology.EXCHANGE, Topology.UNROUTED_KEY);
        for (int lane = 0; lane < MOST_LANES; lane++) {
            channel.queueBind(queue, Topology.EXCHANGE, Topology.laneKey(lane));
        }
        // Of a headers exchange: without a header to match, everything.
        channel.queueBind(queue, Topology.WAIT_EXCHANGE, "", Map.of("x-match", "all"));
        channel.queueBind(queue, Topology.DEAD_EXCHANGE, Topology.REPLIES_KEY);
        channel.queueBind(queue, Topology.DEAD_EXCHANGE, Topology.EVENTS_KEY);
        channel.basicConsume(queue, true, new DefaultConsumer(channel) {
            @Override
            public void handleDelivery(String tag, Envelope envelope, BasicProperties properties, byte[] body) {
                tell(envelope, properties.getHeaders() == null ? Map.of() : properties.getHeaders(), body);
            }
        });
    }

    private void tell(Envelope envelope, Map<String, Object> headers, byte[] body) {
        switch (envelope.getExchange()) {
            case Topology.EXCHANGE -> passed(envelope.getRoutingKey(), headers, body);
            case Topology.WAIT_EXCHANGE -> step(headers, body, Stage.AFTER, Tone.LATE, waiting(headers));
            case Topology.DEAD_EXCHANGE -> step(headers, body, Stage.AFTER, Tone.LOST, dead(envelope, headers));
            default -> {}
        }
    }

    private void passed(String key, Map<String, Object> headers, byte[] body) {
        if (key.equals(Topology.EVENTS_KEY)) {
            event(body);
        } else if (key.equals(Topology.UNROUTED_KEY)) {
            wamidsOfEvent(body)
                    .forEach(wamid -> step(
                            wamid, Stage.ROUTE, Tone.LOST, "in whatsapp.unrouted: no active account has this number"));
        } else {
            boolean again = headers.containsKey("x-death") || headers.containsKey(MessageHeaders.ATTEMPTS);
            String text = again ? "the job is back in whatsapp.%s" : "one job for the conversation in whatsapp.%s";
            step(headers, body, Stage.ROUTE, Tone.NOTE, text.formatted(key));
        }
    }

    private void event(byte[] body) {
        for (String wamid : wamidsOfEvent(body)) {
            if (!timelines.knows(wamid)) {
                timelines.begin(wamid, new MessageTimelines.Chat("", ""), "posted from elsewhere");
            }
            step(wamid, Stage.CONFIRM, Tone.NOTE, "in whatsapp.events");
        }
    }

    private static String waiting(Map<String, Object> headers) {
        return "waits in whatsapp.wait.%s: %s (%s), %d attempts so far"
                .formatted(
                        text(headers, MessageHeaders.DELAY),
                        text(headers, MessageHeaders.REASON),
                        text(headers, MessageHeaders.ERROR),
                        MessageHeaders.number(headers, MessageHeaders.ATTEMPTS, 0));
    }

    private static String dead(Envelope envelope, Map<String, Object> headers) {
        return "dead letter in whatsapp.%s.dead: %s (%s)"
                .formatted(
                        envelope.getRoutingKey(),
                        text(headers, MessageHeaders.REASON),
                        text(headers, MessageHeaders.ERROR));
    }

    private void step(Map<String, Object> headers, byte[] body, Stage stage, Tone tone, String text) {
        List<String> named = Arrays.stream(
                        text(headers, MessageHeaders.MESSAGE_IDS).split(",", -1))
                .filter(wamid -> !wamid.isEmpty())
                .toList();
        (named.isEmpty() ? wamidsOfJob(body) : named).forEach(wamid -> step(wamid, stage, tone, text));
    }

    private void step(String wamid, Stage stage, Tone tone, String text) {
        timelines.step(wamid, new TimelineStep(stage, tone, Source.RABBITMQ, text, Instant.now()));
    }

    private static List<String> wamidsOfJob(byte[] body) {
        return Json.parse(body).stream()
                .flatMap(job -> job.path("messageIds").valueStream())
                .map(id -> id.asString(""))
                .toList();
    }

    private static List<String> wamidsOfEvent(byte[] body) {
        return Json.parse(body).stream()
                .flatMap(event -> event.path("entry").valueStream())
                .flatMap(entry -> entry.path("changes").valueStream())
                .flatMap(change -> change.path("value").path("messages").valueStream())
                .map((JsonNode message) -> message.path("id").asString(""))
                .filter(id -> !id.isEmpty())
                .toList();
    }

    private static String text(Map<String, Object> headers, String name) {
        return MessageHeaders.text(headers, name).orElse("");
    }

    @Override
    public void close() {
        connection.abort();
    }
}
