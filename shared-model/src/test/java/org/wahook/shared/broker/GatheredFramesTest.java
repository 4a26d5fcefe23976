package org.wahook.shared.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.impl.Frame;
import com.rabbitmq.client.impl.FrameHandler;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.wahook.testbed.Deadline;

class GatheredFramesTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(20);

    private static final Frame FRAME = new Frame(AMQP.FRAME_HEARTBEAT, 0);

    /** When the socket was flushed. */
    private final CopyOnWriteArrayList<Long> flushes = new CopyOnWriteArrayList<>();

    private final AtomicInteger written = new AtomicInteger();
    private final AtomicInteger flushed = new AtomicInteger();
    private final AtomicReference<String> closed = new AtomicReference<>("");
    private volatile boolean broken;

    @Test
    void the_first_frame_does_not_wait() throws IOException {
        GatheredFrames frames = new GatheredFrames(socket(), Duration.ofMinutes(10));

        frames.flush(null);

        Deadline.eventually(SOON, "it is flushed", () -> flushes.size() == 1);
        frames.close();
    }

    @Test
    void what_is_written_quickly_leaves_together_and_nothing_stays_behind() throws IOException {
        GatheredFrames frames = new GatheredFrames(socket(), PAUSE);

        long end = System.nanoTime() + PAUSE.multipliedBy(10).toNanos();
        while (System.nanoTime() < end) {
            frames.writeFrame(FRAME);
            frames.flush(null);
        }

        Deadline.eventually(SOON, "all is flushed", () -> flushed.get() == written.get());
        frames.close();
        assertThat(flushes).hasSizeGreaterThan(1);
        for (int i = 1; i < flushes.size(); i++) {
            assertThat(flushes.get(i) - flushes.get(i - 1)).isGreaterThanOrEqualTo(PAUSE.toNanos());
        }
    }

    @Test
    void a_frame_that_is_written_as_the_pause_ends_is_not_forgotten() throws IOException {
        Duration pause = Duration.ofNanos(50_000);
        GatheredFrames frames = new GatheredFrames(socket(), pause);

        long end = System.nanoTime() + SOON.toNanos();
        for (int frame = 0; frame < 20_000; frame++) {
            spin(ThreadLocalRandom.current().nextLong(2 * pause.toNanos()));
            frames.writeFrame(FRAME);
            frames.flush(null);
            while (flushed.get() < written.get()) {
                assertThat(System.nanoTime())
                        .as("until frame %d is flushed", frame)
                        .isLessThan(end);
                Thread.onSpinWait();
            }
        }
        frames.close();
    }

    private static void spin(long nanos) {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    @Test
    void a_socket_that_takes_nothing_more_is_closed() throws IOException {
        broken = true;
        GatheredFrames frames = new GatheredFrames(socket(), PAUSE);

        frames.flush(null);

        Deadline.eventually(SOON, "it is closed", () -> closed.get().equals("closed"));
    }

    private FrameHandler socket() {
        return (FrameHandler) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {FrameHandler.class}, (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "writeFrame" -> written.incrementAndGet();
                        case "flush" -> flush();
                        case "close" -> closed.set("closed");
                        default -> throw new UnsupportedOperationException(method.getName());
                    }
                    return null;
                });
    }

    private void flush() throws IOException {
        if (broken) {
            throw new IOException("the connection was reset");
        }
        flushed.set(written.get());
        flushes.add(System.nanoTime());
    }
}
