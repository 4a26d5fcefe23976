package org.wahook.platform.telemetry;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.concurrent.atomic.LongAdder;

/**
 * Log lines wait here until stdout takes them, so that no webhook and no turn waits. When stdout is too slow, lines
 * of level info and below are dropped and counted; the last fifth of the queue is for warnings and errors. Each line
 * is bounded in length, and the lines of a library in number.
 */
final class BoundedLog extends AsyncAppender {

    static final int ROOM = 8192;
    static final int KEPT_FOR_WARNINGS = ROOM / 5;

    private static final int FLUSH_MILLIS = 2000;
    private static final LongAdder droppedInfo = new LongAdder();
    private static final LongAdder droppedWarnings = new LongAdder();

    private final LibraryLogLimit libraries = new LibraryLogLimit();

    BoundedLog() {
        setQueueSize(ROOM);
        setDiscardingThreshold(KEPT_FOR_WARNINGS);
        setNeverBlock(true);
        setMaxFlushTime(FLUSH_MILLIS);
    }

    /** Lines of level info and below that were dropped. */
    static double droppedInfo() {
        return droppedInfo.sum();
    }

    static double droppedWarnings() {
        return droppedWarnings.sum();
    }

    @Override
    protected void append(ILoggingEvent event) {
        int room = getRemainingCapacity();
        boolean warning = event.getLevel().isGreaterOrEqual(Level.WARN);
        if ((warning ? room == 0 : room < KEPT_FOR_WARNINGS) || !libraries.allows(event.getLoggerName())) {
            (warning ? droppedWarnings : droppedInfo).increment();
            return;
        }
        super.append(LogText.bounded(event));
    }
}
