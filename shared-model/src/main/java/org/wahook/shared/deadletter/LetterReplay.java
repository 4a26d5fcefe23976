package org.wahook.shared.deadletter;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.wahook.platform.broker.MessageHeaders;
import org.wahook.shared.job.JobMessages;
import org.wahook.shared.topology.Topology;

/** Publishes a dead letter again, with its history in a header. */
final class LetterReplay {

    private final Topology topology;

    LetterReplay(Topology topology) {
        this.topology = topology;
    }

    /** A job that names no chatbot has no lane. */
    static boolean hasDestination(DeadLetter letter) {
        return letter.queue() != DeadLetterQueue.REPLIES || !letter.chatbotId().isEmpty();
    }

    void publish(Channel channel, GetResponse message, DeadLetter letter) throws IOException {
        String key = letter.queue() == DeadLetterQueue.REPLIES
                ? Topology.laneKey(topology.laneOf(letter.chatbotId()))
                : Topology.EVENTS_KEY;
        channel.basicPublish(Topology.EXCHANGE, key, true, properties(message, letter), message.getBody());
    }

    private static BasicProperties properties(GetResponse message, DeadLetter letter) {
        Map<String, Object> before = message.getProps().getHeaders() == null
                ? Map.of()
                : message.getProps().getHeaders();
        return message.getProps()
                .builder()
                .deliveryMode(2)
                .expiration(null)
                .headers(JobMessages.replayed(before, history(letter)))
                .build();
    }

    private static String history(DeadLetter letter) {
        List<String> entries = new ArrayList<>(letter.history());
        if (!letter.reason().isEmpty()) {
            entries.add("%s %s after %d attempts since %s"
                    .formatted(letter.lastFailedAt(), letter.reason(), letter.attempts(), letter.firstFailedAt()));
        }
        int from = Math.max(0, entries.size() - MessageHeaders.LONGEST_HISTORY);
        return String.join("\n", entries.subList(from, entries.size()));
    }
}
