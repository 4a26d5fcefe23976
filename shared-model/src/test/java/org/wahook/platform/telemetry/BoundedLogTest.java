package org.wahook.platform.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.AppenderBase;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BoundedLogTest {

    /** The writer takes a whole queue of them into its hands before it stands still. */
    private static final int LINES = 3 * BoundedLog.ROOM;

    private final LoggerContext context = new LoggerContext();
    private final Logger log = context.getLogger("org.wahook.test");
    private final SlowReader reader = new SlowReader();
    private final BoundedLog bounded = new BoundedLog();

    /** One that reads nothing until it is let. */
    private static final class SlowReader extends AppenderBase<ILoggingEvent> {
        final CountDownLatch mayRead = new CountDownLatch(1);
        final Queue<Level> read = new ConcurrentLinkedQueue<>();

        @Override
        protected void append(ILoggingEvent event) {
            try {
                mayRead.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            read.add(event.getLevel());
        }
    }

    @BeforeEach
    void start() {
        context.setMDCAdapter(new LogbackMDCAdapter());
        reader.start();
        bounded.setContext(context);
        bounded.addAppender(reader);
        bounded.start();
        log.setAdditive(false);
        log.addAppender(bounded);
    }

    @AfterEach
    void stop() {
        reader.mayRead.countDown();
        context.stop();
    }

    @Test
    void a_reader_that_stands_still_holds_nobody_up_and_costs_info_lines_before_warnings() {
        double infoBefore = BoundedLog.droppedInfo();
        double warningsBefore = BoundedLog.droppedWarnings();

        for (int i = 0; i < LINES; i++) {
            log.info("line {}", i);
        }
        for (int i = 0; i < BoundedLog.KEPT_FOR_WARNINGS / 2; i++) {
            log.warn("warning {}", i);
        }

        assertThat(BoundedLog.droppedWarnings()).isEqualTo(warningsBefore);
        double dropped = BoundedLog.droppedInfo() - infoBefore;
        assertThat(dropped).isGreaterThan(BoundedLog.ROOM);
        reader.mayRead.countDown();
        context.stop();
        assertThat(reader.read).filteredOn(Level.WARN::equals).hasSize(BoundedLog.KEPT_FOR_WARNINGS / 2);
        assertThat(reader.read).filteredOn(Level.INFO::equals).hasSize((int) (LINES - dropped));
    }

    @Test
    void more_warnings_than_there_is_room_for_hold_nobody_up_either_and_are_counted() {
        double before = BoundedLog.droppedWarnings();

        for (int i = 0; i < LINES; i++) {
            log.warn("warning {}", i);
        }

        assertThat(BoundedLog.droppedWarnings() - before).isGreaterThanOrEqualTo(BoundedLog.ROOM - 2.0);
    }

    @Test
    void a_library_writes_so_many_lines_and_no_more() {
        Logger library = context.getLogger("org.eclipse.jetty.http.HttpParser");
        library.addAppender(bounded);

        for (int i = 0; i < 100; i++) {
            library.warn("Encountered multiple `Host` headers");
        }

        reader.mayRead.countDown();
        context.stop();
        assertThat(reader.read).hasSize(LibraryLogLimit.MOST);
    }
}
