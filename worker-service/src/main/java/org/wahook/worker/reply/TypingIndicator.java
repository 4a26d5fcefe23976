package org.wahook.worker.reply;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Marks the question as read and shows that a reply is being typed while the AI thinks. WhatsApp shows it for 25 seconds,
 * so it is asked for again every 20. Nobody waits for it: it has a thread of its own, and its failure is no harm.
 */
final class TypingIndicator implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(TypingIndicator.class);
    private static final Duration AGAIN = Duration.ofSeconds(20);

    private final CountDownLatch answered = new CountDownLatch(1);

    private TypingIndicator() {}

    static TypingIndicator none() {
        return new TypingIndicator();
    }

    /**
     * @param call asks Meta to show it
     * @param mayAnswer false once the bot is paused for a person, or another worker has the turn
     */
    static TypingIndicator start(Runnable call, BooleanSupplier mayAnswer) {
        return start(call, mayAnswer, AGAIN);
    }

    static TypingIndicator start(Runnable call, BooleanSupplier mayAnswer, Duration again) {
        TypingIndicator indicator = new TypingIndicator();
        Thread.ofVirtual().name("typing").start(() -> indicator.show(call, mayAnswer, again));
        return indicator;
    }

    private void show(Runnable call, BooleanSupplier mayAnswer, Duration again) {
        try {
            call.run();
            while (!answered.await(again.toMillis(), TimeUnit.MILLISECONDS) && mayAnswer.getAsBoolean()) {
                call.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.debug("The typing indicator ends early: {}", e.getClass().getSimpleName());
        }
    }

    /** The answer is there. Does not wait for a call under way. */
    @Override
    public void close() {
        answered.countDown();
    }
}
