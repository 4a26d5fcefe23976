package org.wahook.sandbox.observability;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

/** The lines of both services about webhooks and turns. */
final class WideLines extends AppenderBase<ILoggingEvent> {

    private static final List<String> LOGGERS =
            List.of("org.wahook.ingest.webhook.WebhookLog", "org.wahook.worker.consumer.TurnLog");

    record Line(String message, Map<String, Object> fields, Map<String, String> context) {}

    private final Queue<Line> lines = new ConcurrentLinkedQueue<>();

    @Override
    protected void append(ILoggingEvent event) {
        Map<String, Object> fields = new HashMap<>();
        for (KeyValuePair pair : event.getKeyValuePairs()) {
            fields.put(pair.key, pair.value);
        }
        lines.add(new Line(event.getMessage(), fields, Map.copyOf(event.getMDCPropertyMap())));
    }

    void attach() {
        start();
        LOGGERS.forEach(name -> {
            Logger logger = (Logger) LoggerFactory.getLogger(name);
            logger.setLevel(Level.INFO);
            logger.addAppender(this);
        });
    }

    void detach() {
        LOGGERS.forEach(name -> {
            Logger logger = (Logger) LoggerFactory.getLogger(name);
            logger.setLevel(null);
            logger.detachAppender(this);
        });
    }

    List<Line> all() {
        return List.copyOf(lines);
    }

    List<Line> about(String message) {
        return lines.stream().filter(line -> line.message().equals(message)).toList();
    }
}
