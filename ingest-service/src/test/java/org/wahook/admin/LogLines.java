package org.wahook.admin;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What the service logs meanwhile at any level, as text. Libraries log at WARN and above in production. */
public final class LogLines implements AutoCloseable {

    private final Logger service = (Logger) LoggerFactory.getLogger("org.wahook");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    public LogLines() {
        lines.start();
        service.setLevel(Level.TRACE);
        service.addAppender(lines);
    }

    public List<String> all() {
        return List.copyOf(lines.list).stream()
                .map(line -> line.getLoggerName() + " " + line.getFormattedMessage() + " " + line.getKeyValuePairs())
                .toList();
    }

    @Override
    public void close() {
        service.detachAppender(lines);
        service.setLevel(null);
    }
}
