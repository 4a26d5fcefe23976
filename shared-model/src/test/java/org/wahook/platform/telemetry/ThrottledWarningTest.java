package org.wahook.platform.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.Test;

class ThrottledWarningTest {

    @Test
    void it_is_said_once_and_shortened() {
        LoggerContext context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        Logger log = context.getLogger("org.wahook.test");
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        log.addAppender(lines);
        ThrottledWarning warning = new ThrottledWarning(log, "A request was refused");

        for (int i = 0; i < 1_000; i++) {
            warning.say("x".repeat(8_000));
            warning.say("y".repeat(8_000), new IllegalStateException());
        }

        assertThat(lines.list).hasSize(1);
        assertThat(lines.list.getFirst().getFormattedMessage())
                .startsWith("A request was refused (1 since the last such line): x")
                .hasSizeLessThan(700);
    }
}
