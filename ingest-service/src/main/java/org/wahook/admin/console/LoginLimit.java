package org.wahook.admin.console;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Wrong tokens from one address: after so many nobody there gets another try for a while. */
final class LoginLimit {

    static final int MOST = 10;
    private static final Duration WINDOW = Duration.ofMinutes(5);

    private final Cache<String, AtomicInteger> wrong;

    LoginLimit(Ticker ticker) {
        wrong = Caffeine.newBuilder()
                .maximumSize(10_000)
                .expireAfterWrite(WINDOW)
                .ticker(ticker)
                .build();
    }

    boolean allows(String address) {
        AtomicInteger count = wrong.getIfPresent(address);
        return count == null || count.get() < MOST;
    }

    void wrong(String address) {
        wrong.asMap().computeIfAbsent(address, it -> new AtomicInteger()).incrementAndGet();
    }
}
