package org.wahook.platform.telemetry;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import net.logstash.logback.encoder.LogstashEncoder;
import net.logstash.logback.stacktrace.ShortenedThrowableConverter;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sets up logback: one line for each event on stdout, JSON for machines or text for people. */
public final class Logging {

    private static final String TEXT = "%d{HH:mm:ss.SSS} %-5level %-22logger{0} %msg %kvp %X%n%ex";

    /** An exception may quote what strangers sent. */
    private static final int LONGEST_STACK_TRACE = 16 * 1024;

    private Logging() {}

    /** Log lines wait in a bounded queue, so that a slow reader doesn't hold up a turn; {@link #flush} empties it. */
    public static void configure(String format, String level) {
        configure(format, level, 1);
    }

    /**
     * The same.
     *
     * @param oneOf so many webhooks, and turns, one has its line
     */
    public static void configure(String format, String level, int oneOf) {
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            throw new IllegalStateException("expected logback behind slf4j");
        }
        context.reset();
        ConsoleAppender<ILoggingEvent> console =
                console(context, format.equals("json") ? json(context) : text(context));
        BoundedLog queue = new BoundedLog();
        queue.setContext(context);
        queue.addAppender(console);
        LineSampling sampling = new LineSampling(oneOf);
        sampling.start();
        queue.addFilter(sampling);
        queue.start();

        ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.addAppender(queue);
        root.setLevel(Level.WARN);
        context.getLogger("org.wahook").setLevel(Level.toLevel(level));
        // In an outage these write a stack trace for each connection and each turn; Outage says it once.
        context.getLogger("com.zaxxer.hikari.pool").setLevel(Level.ERROR);
        context.getLogger("com.rabbitmq.client.impl.ForgivingExceptionHandler").setLevel(Level.ERROR);
    }

    /** Writes what is still waiting; call it last, before the process ends. */
    public static void flush() {
        ILoggerFactory factory = LoggerFactory.getILoggerFactory();
        if (factory instanceof LoggerContext context) {
            context.stop();
        }
    }

    static ConsoleAppender<ILoggingEvent> console(LoggerContext context, Encoder<ILoggingEvent> encoder) {
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setEncoder(encoder);
        console.start();
        return console;
    }

    private static Encoder<ILoggingEvent> json(LoggerContext context) {
        LogstashEncoder encoder = new LogstashEncoder();
        encoder.setContext(context);
        encoder.setShortenedLoggerNameLength(36);
        ShortenedThrowableConverter errors = new ShortenedThrowableConverter();
        errors.setMaxLength(LONGEST_STACK_TRACE);
        encoder.setThrowableConverter(errors);
        encoder.start();
        return encoder;
    }

    static Encoder<ILoggingEvent> text(LoggerContext context) {
        PrintableLayout layout = new PrintableLayout();
        layout.setContext(context);
        layout.setPattern(TEXT);
        layout.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setLayout(layout);
        encoder.start();
        return encoder;
    }
}
