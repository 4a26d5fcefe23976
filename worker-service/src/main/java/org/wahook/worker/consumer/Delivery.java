package org.wahook.worker.consumer;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Envelope;
import java.util.HashMap;
import java.util.Map;
import org.wahook.platform.broker.MessageHeaders;
import org.wahook.platform.broker.Publication;
import org.wahook.shared.topology.Topology;

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

    /** A message whose consumer went away this often is the cause of that, or was lost together with the cause. */
    private static final int SUSPICIOUS = 2;

    private static final int POISON = 10;

    static Delivery of(ConsumerChannel channel, Envelope envelope, BasicProperties properties, byte[] body) {
        return new Delivery(
                channel,
                envelope.getDeliveryTag(),
                envelope.getRoutingKey(),
                properties.getMessageId() == null ? "" : properties.getMessageId(),
                properties.getHeaders() == null ? Map.of() : properties.getHeaders(),
                body);
    }

    /** How often it was delivered before and not settled: its consumer went away with it, or could not settle it. */
    long lostBefore() {
        return MessageHeaders.number(headers, DELIVERY_COUNT, 0)
                + MessageHeaders.number(headers, MessageHeaders.LOST, 0);
    }

    boolean suspicious() {
        return lostBefore() >= SUSPICIOUS;
    }

    /** Lost too often to be tried again. */
    boolean poison() {
        return lostBefore() >= POISON;
    }

    /** The same message as if it were new: nobody has lost it yet. */
    Publication restart() {
        return again(0);
    }

    /** The same message, with its count of losses in our own header. */
    Publication lostOnceMore() {
        return again(lostBefore() + 1);
    }

    private Publication again(long lost) {
        Map<String, Object> fresh = new HashMap<>(headers);
        fresh.remove(DELIVERY_COUNT);
        fresh.remove(MessageHeaders.LOST);
        if (lost > 0) {
            fresh.put(MessageHeaders.LOST, lost);
        }
        return Publication.json(Topology.EXCHANGE, routingKey, messageId, fresh, body);
    }

    void ack() {
        channel.ack(tag, false);
    }

    void requeue() {
        channel.requeue(tag);
    }
}
