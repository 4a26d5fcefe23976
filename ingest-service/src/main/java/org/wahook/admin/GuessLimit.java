package org.wahook.admin;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Wrong tokens by address, of the API and of the console together. After some of them, an address has to wait longer for
 * each refusal. The right token is accepted at any time: behind a proxy its owner has the same address as a guesser.
 */
public final class GuessLimit {

    /** Wrong tokens of one address that are answered at once, in {@link #WINDOW}. */
    public static final int FREE = 30;

    private static final Duration WINDOW = Duration.ofMinutes(5);
    private static final Duration DELAY = Duration.ofSeconds(1);
    private static final int MOST_DELAYED = 64;
    private static final int MOST_ADDRESSES = 10_000;

    /** What {@code Retry-After} asks for grows up to this. */
    private static final int LONGEST_WAIT_SECONDS = 60;

    private final Cache<String, AtomicInteger> wrong;
    private final Semaphore delayed = new Semaphore(MOST_DELAYED);

    public GuessLimit(Ticker ticker) {
        wrong = Caffeine.newBuilder()
                .maximumSize(MOST_ADDRESSES)
                .expireAfterWrite(WINDOW)
                .ticker(ticker)
                .build();
    }

    /**
     * Counts a wrong token. When there were too many, it returns later.
     *
     * @return for how long its sender is asked to wait; zero for the first ones
     */
    public Duration wrong(String address) {
        int count = wrong.asMap()
                .computeIfAbsent(address, it -> new AtomicInteger())
                .incrementAndGet();
        int tooMany = count - FREE;
        if (tooMany <= 0) {
            return Duration.ZERO;
        }
        delay();
        return Duration.ofSeconds(Math.min(LONGEST_WAIT_SECONDS, tooMany));
    }

    /** Bounds the refusals that are delayed at one time, and so the memory that they take. */
    private void delay() {
        if (!delayed.tryAcquire()) {
            return;
        }
        try {
            Thread.sleep(DELAY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            delayed.release();
        }
    }
}
