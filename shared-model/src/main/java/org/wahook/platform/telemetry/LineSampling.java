package org.wahook.platform.telemetry;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** Of the lines that each webhook and each turn has, lets one of so many through; warnings and all other lines always. */
final class LineSampling extends Filter<ILoggingEvent> {

    private final int oneOf;
    private final Map<String, AtomicLong> sampled = Map.of("WebhookLog", new AtomicLong(), "TurnLog", new AtomicLong());

    /** @param oneOf 1 lets all through */
    LineSampling(int oneOf) {
        this.oneOf = oneOf;
    }

    @Override
    public FilterReply decide(ILoggingEvent line) {
        String logger = line.getLoggerName();
        AtomicLong count = sampled.get(logger.substring(logger.lastIndexOf('.') + 1));
        if (count == null || line.getLevel().isGreaterOrEqual(Level.WARN)) {
            return FilterReply.NEUTRAL;
        }
        return count.getAndIncrement() % oneOf == 0 ? FilterReply.NEUTRAL : FilterReply.DENY;
    }
}
