package org.wahook.worker.route;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class UnknownNumbersTest {

    private final Logger logger = (Logger) LoggerFactory.getLogger(UnknownNumbers.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private volatile Instant now = Instant.parse("2026-11-28T12:00:00Z");
    private final UnknownNumbers numbers = new UnknownNumbers(clock());

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void forget() {
        logger.detachAppender(lines);
    }

    @Test
    void a_number_is_logged_with_its_event_and_what_to_do() {
        numbers.saw("123456", "event-1");

        assertThat(texts())
                .singleElement()
                .satisfies(line -> assertThat(line)
                        .contains("number_unknown", "123456", "event-1", "dead-letters replay --queue unrouted"));
    }

    @Test
    void the_same_number_is_logged_once_a_minute_and_another_one_at_once() {
        IntStream.range(0, 100).forEach(i -> numbers.saw("1", "event"));
        numbers.saw("2", "event");
        assertThat(texts()).hasSize(2);

        now = now.plus(Duration.ofSeconds(59));
        numbers.saw("1", "event");
        assertThat(texts()).hasSize(2);

        now = now.plus(Duration.ofSeconds(1));
        numbers.saw("1", "event");
        assertThat(texts()).hasSize(3);
    }

    @Test
    void of_very_many_numbers_the_oldest_are_forgotten() {
        IntStream.rangeClosed(1, 1001).forEach(i -> numbers.saw("number-" + i, "event"));

        numbers.saw("number-1001", "event");
        assertThat(texts()).hasSize(1001);
        numbers.saw("number-1", "event");
        assertThat(texts()).hasSize(1002);
    }

    private List<String> texts() {
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private Clock clock() {
        InstantSource source = () -> now;
        return source.withZone(ZoneOffset.UTC);
    }
}
