package org.wahook.platform.telemetry;

import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;

/** Text for people: stack traces are escaped and bounded too. */
final class PrintableLayout extends PatternLayout {

    private static final int LONGEST = 16 * 1024;

    @Override
    public String doLayout(ILoggingEvent event) {
        String text = super.doLayout(event);
        return LogText.printableLines(text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…\n");
    }
}
