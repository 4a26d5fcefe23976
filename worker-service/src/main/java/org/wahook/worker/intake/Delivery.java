package org.wahook.worker.intake;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Envelope;
import java.util.Map;
import org.wahook.shared.broker.MessageHeaders;

/** A message that the broker has given to us, until it is settled. */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record Delivery(
        ConsumerChannel channel,
        long tag,
        String routingKey,
        String messageId,
        Map<String, Object> headers,
        byte[] body) {

    private static final String DELIVERY_COUNT = "x-delivery-count";

    static Delivery of(ConsumerChannel channel, Envelope envelope, BasicProperties properties, byte[] body) {
        return new Delivery(
                channel,
                envelope.getDeliveryTag(),
                envelope.getRoutingKey(),
                properties.getMessageId() == null ? "" : properties.getMessageId(),
                properties.getHeaders() == null ? Map.of() : properties.getHeaders(),
                body);
    }

    /** How often it was delivered before and not settled: its consumer went away with it. */
    long lostBefore() {
        return MessageHeaders.number(headers, DELIVERY_COUNT, 0);
    }

    void ack() {
        channel.ack(tag, false);
    }

    void requeue() {
        channel.requeue(tag);
    }
}
