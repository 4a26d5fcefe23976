package org.wahook.sandbox.story;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** Looks into RabbitMQ beside the services. */
final class Queues implements AutoCloseable {

    private final Connection connection;

    Queues(String amqpUrl) {
        ConnectionFactory factory = new ConnectionFactory();
        try {
            factory.setUri(amqpUrl);
            connection = factory.newConnection("story");
        } catch (URISyntaxException | GeneralSecurityException | IOException | TimeoutException e) {
            throw new IllegalStateException("RabbitMQ can't be looked into", e);
        }
    }

    /** Messages that wait for a consumer, in all of these queues. */
    long depth(List<String> queues) {
        return look(channel -> {
            long depth = 0;
            for (String queue : queues) {
                depth += channel.messageCount(queue);
            }
            return depth;
        });
    }

    /** What lies in a queue, in order; it stays there. */
    List<DeadLetterMessage> letters(String queue) {
        return look(channel -> {
            List<DeadLetterMessage> letters = new ArrayList<>();
            long last = 0;
            for (GetResponse next = channel.basicGet(queue, false);
                    next != null;
                    next = channel.basicGet(queue, false)) {
                letters.add(DeadLetterMessage.of(next));
                last = next.getEnvelope().getDeliveryTag();
            }
            if (last > 0) {
                // Closing the channel would give them back too, but some time after it was said to be closed.
                channel.basicNack(last, true, true);
            }
            return letters;
        });
    }

    private interface Look<T> {
        T at(Channel channel) throws IOException;
    }

    private <T> T look(Look<T> look) {
        try (Channel channel = connection.createChannel()) {
            return look.at(channel);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        connection.abort(1000);
    }
}
