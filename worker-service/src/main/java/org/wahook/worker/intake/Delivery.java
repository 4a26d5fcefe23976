package org.wahook.worker.intake;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Envelope;
import java.util.HashMap;
import java.util.Map;
import org.wahook.shared.broker.MessageHeaders;
import org.wahook.shared.broker.Publication;
import org.wahook.shared.broker.Topology;

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

    /** The same message as if it were new: nobody has lost it yet. */
    Publication anew() {
        Map<String, Object> fresh = new HashMap<>(headers);
        fresh.remove(DELIVERY_COUNT);
        return Publication.json(Topology.EXCHANGE, routingKey, messageId, fresh, body);
    }

    void ack() {
        channel.ack(tag, false);
    }

    void requeue() {
        channel.requeue(tag);
    }
}
