package org.wahook.platform.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.wahook.testbed.Deadline;

class FlusherTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(20);

    /** When the socket was flushed. */
    private final CopyOnWriteArrayList<Long> flushes = new CopyOnWriteArrayList<>();

    private final AtomicInteger written = new AtomicInteger();
    private final AtomicInteger flushed = new AtomicInteger();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean broken;

    @Test
    void the_first_frame_does_not_wait() {
        Flusher flusher = flusher(Duration.ofMinutes(10));

        flusher.flush();

        Deadline.eventually(SOON, "it is flushed", () -> flushes.size() == 1);
        flusher.close();
    }

    @Test
    void what_is_written_quickly_leaves_together_and_nothing_stays_behind() {
        Flusher flusher = flusher(PAUSE);

        long end = System.nanoTime() + PAUSE.multipliedBy(10).toNanos();
        while (System.nanoTime() < end) {
            written.incrementAndGet();
            flusher.flush();
        }

        Deadline.eventually(SOON, "all is flushed", () -> flushed.get() == written.get());
        flusher.close();
        assertThat(flushes).hasSizeGreaterThan(1);
        for (int i = 1; i < flushes.size(); i++) {
            assertThat(flushes.get(i) - flushes.get(i - 1)).isGreaterThanOrEqualTo(PAUSE.toNanos());
        }
    }

    @Test
    void a_frame_that_is_written_as_the_pause_ends_is_not_forgotten() {
        Duration pause = Duration.ofNanos(50_000);
        Flusher flusher = flusher(pause);

        long end = System.nanoTime() + SOON.toNanos();
        for (int frame = 0; frame < 20_000; frame++) {
            spin(ThreadLocalRandom.current().nextLong(2 * pause.toNanos()));
            written.incrementAndGet();
            flusher.flush();
            while (flushed.get() < written.get()) {
                assertThat(System.nanoTime())
                        .as("until frame %d is flushed", frame)
                        .isLessThan(end);
                Thread.onSpinWait();
            }
        }
        flusher.close();
    }

    private static void spin(long nanos) {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    @Test
    void a_socket_that_takes_nothing_more_is_closed() {
        broken = true;
        Flusher flusher = flusher(PAUSE);

        flusher.flush();

        Deadline.eventually(SOON, "it is closed", closed::get);
    }

    private Flusher flusher(Duration pause) {
        return new Flusher(this::perform, () -> closed.set(true), pause);
    }

    private void perform() throws IOException {
        if (broken) {
            throw new IOException("the connection was reset");
        }
        flushed.set(written.get());
        flushes.add(System.nanoTime());
    }
}
