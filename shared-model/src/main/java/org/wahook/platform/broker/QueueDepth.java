package org.wahook.platform.broker;

import com.rabbitmq.client.AMQP.Queue.DeclareOk;
import com.rabbitmq.client.Channel;
import java.io.IOException;

/**
 * The depth of a queue.
 *
 * @param messages that are ready to be delivered; those that a consumer has in hand don't count
 */
public record QueueDepth(String queue, long messages, long consumers) {

    /** As a passive declaration tells it; RabbitMQ's management plugin is not needed. */
    static QueueDepth of(Channel channel, String queue) throws IOException {
        DeclareOk answer = channel.queueDeclarePassive(queue);
        return new QueueDepth(queue, answer.getMessageCount(), answer.getConsumerCount());
    }
}
