package org.wahook.worker.reply;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.wahook.testbed.Deadline;

class TypingIndicatorTest {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration AGAIN = Duration.ofMillis(30);

    private final List<Integer> calls = new CopyOnWriteArrayList<>();
    private final AtomicBoolean mayAnswer = new AtomicBoolean(true);

    @Test
    void typing_is_shown_again_and_again_until_the_answer_is_there() throws InterruptedException {
        try (TypingIndicator _ = TypingIndicator.start(() -> calls.add(1), mayAnswer::get, AGAIN)) {
            Deadline.eventually(SOON, "typing three times", () -> calls.size() >= 3);
        }
        Thread.sleep(100);
        int then = calls.size();
        Thread.sleep(200);

        assertThat(calls).hasSize(then);
    }

    @Test
    void in_a_pause_it_is_shown_no_more() throws InterruptedException {
        try (TypingIndicator _ = TypingIndicator.start(() -> calls.add(1), mayAnswer::get, AGAIN)) {
            Deadline.eventually(SOON, "typing", () -> !calls.isEmpty());
            mayAnswer.set(false);
            Thread.sleep(100);
            int then = calls.size();
            Thread.sleep(200);

            assertThat(calls).hasSize(then);
        }
    }

    @Test
    void nobody_waits_for_a_call_that_hangs() throws InterruptedException {
        CountDownLatch hanging = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        long began = System.nanoTime();
        try (TypingIndicator _ = TypingIndicator.start(
                () -> {
                    hanging.countDown();
                    awaitQuietly(released);
                },
                mayAnswer::get,
                AGAIN)) {
            hanging.await();
        }
        long ended = System.nanoTime();
        released.countDown();

        assertThat(Duration.ofNanos(ended - began)).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void a_failure_ends_it_quietly() {
        try (TypingIndicator _ = TypingIndicator.start(
                () -> {
                    calls.add(1);
                    throw new IllegalStateException("Meta is away");
                },
                mayAnswer::get,
                AGAIN)) {
            Deadline.eventually(SOON, "the call", () -> calls.size() == 1);
        }

        assertThat(calls).hasSize(1);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
