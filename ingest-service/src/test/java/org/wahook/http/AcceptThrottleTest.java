package org.wahook.http;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.wahook.testbed.Deadline;

@Timeout(60)
final class AcceptThrottleTest {

    private static final ListenerLimits LIMITS = ListenerLimits.of(800, 1024);
    private static final int MOST = 100;

    private final AtomicInteger open = new AtomicInteger(800);
    private final AtomicInteger tasks = new AtomicInteger(800);
    private final AcceptThrottle throttle = new AcceptThrottle(LIMITS, open::get, tasks::get);

    @Test
    void while_every_task_belongs_to_an_open_connection_new_ones_are_accepted_at_once() {
        assertTrue(waited().toMillis() < 500, "nobody waits where nothing is left over");
    }

    @Test
    void while_too_many_ended_connections_have_tasks_left_new_ones_wait_until_those_are_done() throws Exception {
        tasks.addAndGet(MOST + 1);
        Thread done = Thread.startVirtualThread(() -> {
            sleep(Duration.ofMillis(300));
            tasks.decrementAndGet();
        });
        Duration waited = waited();
        assertTrue(waited.toMillis() >= 250, "accepted after " + waited);
        done.join();
    }

    @Test
    void nobody_waits_for_long_for_tasks_that_do_not_end() {
        tasks.addAndGet(MOST + 1);
        Duration waited = waited();
        assertTrue(waited.toMillis() >= 900 && waited.toSeconds() < 10, "accepted after " + waited);
    }

    @Test
    void connections_that_no_selector_has_taken_yet_count_too_and_one_counts_once() throws IOException {
        try (SocketChannel channel = SocketChannel.open()) {
            tasks.addAndGet(MOST);
            throttle.onAccepting(channel);
            assertTrue(waited().toMillis() >= 900, "the accepted connection was not counted");
            throttle.onAccepted(channel);
            throttle.onAcceptFailed(channel, new IOException("its end point could not be made"));
            assertTrue(waited().toMillis() < 500, "the connection still counted");
        }
    }

    @Test
    void the_threads_of_requests_know_what_waits_for_a_turn() throws Exception {
        RequestThreads threads = new RequestThreads(1);
        threads.start();
        CountDownLatch go = new CountDownLatch(1);
        for (int i = 0; i < 3; i++) {
            threads.execute(() -> await(go));
        }
        assertTrue(threads.tasks() == 3, "tasks that wait were not counted");
        go.countDown();
        Deadline.eventually(Duration.ofSeconds(20), "all tasks ended", () -> threads.tasks() == 0);
        threads.stop();
    }

    private Duration waited() {
        long began = System.nanoTime();
        throttle.await();
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
