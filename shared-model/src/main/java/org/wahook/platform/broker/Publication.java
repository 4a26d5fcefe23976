package org.wahook.platform.broker;

import com.rabbitmq.client.AMQP.BasicProperties;
import java.time.Instant;
import java.util.Date;
import java.util.Map;

/**
 * A message on its way to the broker: always persistent, always mandatory.
 *
 * @param body not copied, since it is the largest thing on the hot path: leave it alone after handing it over
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody; see body
public record Publication(
        String exchange,
        String routingKey,
        String messageId,
        String contentType,
        Map<String, Object> headers,
        byte[] body) {

    private static final int PERSISTENT = 2;

    public Publication {
        headers = Map.copyOf(headers);
    }

    public static Publication json(
            String exchange, String routingKey, String messageId, Map<String, Object> headers, byte[] body) {
        return new Publication(exchange, routingKey, messageId, "application/json", headers, body);
    }

    public Publication withHeaders(Map<String, Object> others) {
        return new Publication(exchange, routingKey, messageId, contentType, others, body);
    }

    BasicProperties properties() {
        return new BasicProperties.Builder()
                .deliveryMode(PERSISTENT)
                .messageId(messageId)
                .contentType(contentType)
                .timestamp(Date.from(Instant.now()))
                .headers(headers)
                .build();
    }
}
