package org.wahook.platform.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LogTextTest {

    private static final String ESCAPES = "red \u001b[31m bell \u0007 back \b \u009b line\nfeed";

    private final LoggerContext context = new LoggerContext();
    private final Logger log = context.getLogger("org.wahook.test");

    LogTextTest() {
        context.setMDCAdapter(new LogbackMDCAdapter());
    }

    private ILoggingEvent event(String message, Throwable error) {
        return new LoggingEvent("", log, Level.WARN, message, error, null);
    }

    @Test
    void a_message_is_one_printable_line_of_bounded_length() {
        String message = LogText.bounded(event(ESCAPES + "x".repeat(20_000), new IllegalStateException()))
                .getFormattedMessage();

        assertThat(message).hasSizeLessThan(LogText.LONGEST + 100).contains("red \\u001b[31m bell \\u0007");
        assertThat(message.chars()).noneMatch(Character::isISOControl);
    }

    @Test
    void what_is_fine_stays_as_it_is() {
        ILoggingEvent event = event("fine: é 😀", new IllegalStateException());

        assertThat(LogText.bounded(event)).isSameAs(event);
    }

    @Test
    void no_escape_of_an_exception_stands_raw_in_the_text_format() {
        ILoggingEvent event = LogText.bounded(event(ESCAPES, new IllegalStateException(ESCAPES)));

        String line = new String(Logging.text(context).encode(event), StandardCharsets.UTF_8);

        assertThat(line).contains("IllegalStateException", "\\u001b");
        assertThat(line.chars().filter(Character::isISOControl)).allMatch(c -> c == '\n' || c == '\t');
    }

    @Test
    void a_line_for_a_header_has_no_control_characters() {
        assertThat(Redaction.line(ESCAPES + "\u202egnp.exe").chars())
                .noneMatch(c -> Character.isISOControl(c) || c == 0x202e);
    }
}
