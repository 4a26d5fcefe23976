package org.wahook.platform.telemetry;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.util.HashMap;

/** Makes messages one printable line of bounded length: what they quote may come from strangers. */
final class LogText {

    static final int LONGEST = 4000;

    private LogText() {}

    /** The same event where its message is fine. */
    static ILoggingEvent bounded(ILoggingEvent event) {
        String message = event.getFormattedMessage();
        if (message == null || (message.length() <= LONGEST && message.chars().noneMatch(Character::isISOControl))) {
            return event;
        }
        LoggingEvent copy = new LoggingEvent();
        copy.setLoggerName(event.getLoggerName());
        copy.setLevel(event.getLevel());
        copy.setThreadName(event.getThreadName());
        copy.setInstant(event.getInstant());
        copy.setMessage(printable(message.substring(0, Math.min(message.length(), LONGEST)))
                + (message.length() > LONGEST ? "… (" + message.length() + " characters)" : ""));
        copy.setMDCPropertyMap(new HashMap<>(event.getMDCPropertyMap()));
        if (event.getKeyValuePairs() != null) {
            copy.setKeyValuePairs(event.getKeyValuePairs());
        }
        if (event instanceof LoggingEvent original) {
            copy.setLoggerContextRemoteView(original.getLoggerContextVO());
            if (original.getThrowableProxy() instanceof ch.qos.logback.classic.spi.ThrowableProxy thrown) {
                copy.setThrowableProxy(thrown);
            }
        }
        return copy;
    }

    /** Escapes control characters: a terminal would execute them, and a line feed would begin a new line. */
    static String printable(String text) {
        return escape(text, false);
    }

    /** The same for text of several lines. */
    static String printableLines(String text) {
        return escape(text, true);
    }

    private static String escape(String text, boolean lines) {
        if (text.chars().noneMatch(c -> mustEscape(c, lines))) {
            return text;
        }
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        text.chars().forEach(c -> {
            if (mustEscape(c, lines)) {
                escaped.append("\\u%04x".formatted(c));
            } else {
                escaped.append((char) c);
            }
        });
        return escaped.toString();
    }

    private static boolean mustEscape(int character, boolean lines) {
        return Character.isISOControl(character) && !(lines && (character == '\n' || character == '\t'));
    }
}
