package org.wahook.platform.database;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.ConnectionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.wahook.testbed.Deadline;

class PeriodicTaskTest {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(5);

    private final Logger log = (Logger) LoggerFactory.getLogger(PeriodicTaskTest.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final AtomicInteger runs = new AtomicInteger();
    private final AtomicBoolean available = new AtomicBoolean(true);

    @BeforeEach
    void listen() {
        log.setAdditive(false);
        lines.start();
        log.detachAndStopAllAppenders();
        log.addAppender(lines);
    }

    private PeriodicTask started(PeriodicTask.Task task) {
        PeriodicTask periodic = new PeriodicTask(log, "test", "The test", SHORT, available::get, task);
        periodic.start();
        return periodic;
    }

    private void ranTwiceMore() {
        int before = runs.get();
        Deadline.eventually(SOON, "it runs again", () -> runs.get() >= before + 2);
    }

    private List<String> warnings() {
        return lines.list.stream()
                .filter(line -> line.getLevel().isGreaterOrEqual(Level.WARN))
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    @Test
    void it_goes_on_while_postgresql_fails_and_tells_so_once_for_each_outage() {
        AtomicBoolean down = new AtomicBoolean(true);
        try (PeriodicTask _ = started(() -> {
            runs.incrementAndGet();
            if (down.get()) {
                throw new ConnectionException(new IllegalStateException("no connection"));
            }
            return SHORT;
        })) {
            ranTwiceMore();
            down.set(false);
            ranTwiceMore();
            down.set(true);
            ranTwiceMore();
        }

        assertThat(warnings())
                .hasSize(2)
                .allMatch(line -> line.startsWith("The test is put off, since PostgreSQL failed"));
    }

    @Test
    void an_error_that_nobody_expected_does_not_end_it() {
        try (PeriodicTask _ = started(() -> {
            runs.incrementAndGet();
            throw new IllegalStateException("unexpected");
        })) {
            ranTwiceMore();
        }

        assertThat(warnings()).containsExactly("The test: unexpected error; continuing");
    }

    @Test
    void it_is_not_run_while_what_it_needs_is_not_available_nor_after_it_was_closed() {
        available.set(false);
        try (PeriodicTask _ = started(() -> {
            runs.incrementAndGet();
            return SHORT;
        })) {
            pause();
            assertThat(runs).hasValue(0);
            available.set(true);
            ranTwiceMore();
        }
        pause();
        int closed = runs.get();
        pause();
        assertThat(runs).hasValue(closed);
    }

    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
