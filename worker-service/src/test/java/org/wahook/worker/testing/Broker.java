package org.wahook.worker.testing;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.wahook.platform.broker.MessageHeaders;
import org.wahook.shared.job.ReplyJob;
import org.wahook.shared.topology.Topology;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.rabbitmq.TestRabbit;

/** A virtual host of one test, and a plain client beside the worker: it publishes events and looks into queues. */
public final class Broker implements AutoCloseable {

    private static final Duration SOON = Duration.ofSeconds(60);

    /** Twice within the time that {@link #alive} waits, so that a count may be late. */
    private static final Duration COUNTED_EVERY = Duration.ofMillis(250);

    private static boolean counts;

    private final TestRabbit rabbit = shared();
    private final String url = rabbit.createVirtualHost();
    private final Connection connection;
    private final Channel channel;

    /** A message that was taken from a queue. */
    public record Taken(Map<String, Object> headers, String body) {
        public String header(String name) {
            return MessageHeaders.text(headers, name).orElse(String.valueOf(headers.get(name)));
        }
    }

    private static synchronized TestRabbit shared() {
        TestRabbit shared = TestRabbit.shared();
        if (!counts) {
            shared.countEvery(COUNTED_EVERY);
            counts = true;
        }
        return shared;
    }

    public Broker(Topology topology) {
        try {
            ConnectionFactory factory = new ConnectionFactory();
            factory.setUri(url);
            factory.setAutomaticRecoveryEnabled(false);
            connection = factory.newConnection("test");
            channel = connection.createChannel();
            channel.confirmSelect();
            topology.declare(channel);
        } catch (IOException | TimeoutException | URISyntaxException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public String url() {
        return url;
    }

    public void event(String id, byte[] body) {
        publish(Topology.EXCHANGE, Topology.EVENTS_KEY, id, Map.of(), body);
    }

    public void job(Topology topology, ReplyJob job, Map<String, Object> headers) {
        publish(Topology.EXCHANGE, Topology.laneKey(topology.laneOf(job.chatbotId())), job.id(), headers, job.toJson());
    }

    public synchronized void publish(String exchange, String key, String id, Map<String, Object> headers, byte[] body) {
        try {
            BasicProperties properties = new BasicProperties.Builder()
                    .deliveryMode(2)
                    .messageId(id)
                    .headers(new HashMap<>(headers))
                    .build();
            channel.basicPublish(exchange, key, true, properties, body);
            channel.waitForConfirmsOrDie(SOON.toMillis());
        } catch (IOException | InterruptedException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The next message of a queue, waited for and taken out. */
    public Taken take(String queue) {
        AtomicReference<Taken> taken = new AtomicReference<>();
        Deadline.eventually(SOON, "a message in " + queue, () -> {
            get(queue).ifPresent(taken::set);
            return taken.get() != null;
        });
        return taken.get();
    }

    private synchronized Optional<Taken> get(String queue) {
        try {
            return Optional.ofNullable(channel.basicGet(queue, true)).map(Broker::taken);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Taken taken(GetResponse response) {
        Map<String, Object> headers =
                Optional.ofNullable(response.getProps().getHeaders()).orElse(Map.of());
        return new Taken(headers, new String(response.getBody(), StandardCharsets.UTF_8));
    }

    /** Somebody takes all of these messages and goes away with them, and so does the next. */
    public synchronized void lose(String queue, int messages, int times) {
        try {
            for (int time = 0; time < times; time++) {
                Semaphore taken = new Semaphore(0);
                try (Channel victim = connection.createChannel()) {
                    victim.basicConsume(queue, false, (tag, message) -> taken.release(), tag -> {});
                    if (!taken.tryAcquire(messages, SOON.toSeconds(), TimeUnit.SECONDS)) {
                        throw new IllegalStateException("not all messages came");
                    }
                }
            }
        } catch (IOException | TimeoutException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A channel on which the test is a consumer of its own. */
    public Channel channel() {
        try {
            return connection.createChannel();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What is to be routed there finds nobody. */
    public synchronized void delete(String queue) {
        try {
            channel.queueDelete(queue);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Messages that wait for a consumer. */
    public long ready(String queue) {
        try (Channel passing = connection.createChannel()) {
            return passing.messageCount(queue);
        } catch (IOException | TimeoutException e) {
            throw new IllegalStateException("No count of " + queue, e);
        }
    }

    /** Whether anybody takes messages from these queues; a cancelled consumer with some in hand does not. Takes a second. */
    public boolean consumed(List<String> queues) {
        String consumers = rabbit.control("-q", "list_consumers", "-p", virtualHost(), "queue_name");
        return consumers.lines().map(String::strip).anyMatch(queues::contains);
    }

    /** All messages that the broker still has, delivered or not, but for the dead, as it counted them after this call. */
    public long alive() {
        long counted = System.nanoTime() + COUNTED_EVERY.multipliedBy(2).toNanos();
        Deadline.eventually(SOON, "the next count", () -> System.nanoTime() > counted);
        return rabbit.counted(url).entrySet().stream()
                .filter(queue -> !queue.getKey().endsWith(".dead"))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private String virtualHost() {
        return url.substring(url.lastIndexOf('/') + 1);
    }

    @Override
    public void close() {
        connection.abort(1000);
        rabbit.discardVirtualHost(url);
    }
}
