package org.wahook.worker.media;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** A circuit breaker for each client: a peer that hangs for one of them does not hold up each of its turns. */
public final class Breakers {

    private static final int MOST_BREAKERS = 10_000;

    private static final CircuitBreakerConfig BREAKER = CircuitBreakerConfig.custom()
            .slidingWindowSize(20)
            .minimumNumberOfCalls(10)
            .failureRateThreshold(80)
            .waitDurationInOpenState(Duration.ofSeconds(15))
            .permittedNumberOfCallsInHalfOpenState(3)
            .maxWaitDurationInHalfOpenState(Duration.ofSeconds(90))
            .build();

    private final Cache<String, CircuitBreaker> breakers = Caffeine.newBuilder()
            .maximumSize(MOST_BREAKERS)
            .expireAfterAccess(Duration.ofHours(1))
            .build();

    /**
     * What {@code call} answers, or {@code open} where too many of the last calls failed.
     *
     * @param failed whether an answer counts as a failure of the peer
     */
    public <T> T ask(String key, Supplier<T> call, Predicate<T> failed, T open) {
        CircuitBreaker breaker = breakers.get(key, name -> CircuitBreaker.of(name, BREAKER));
        if (!breaker.tryAcquirePermission()) {
            return open;
        }
        long began = System.nanoTime();
        try {
            T answer = call.get();
            long took = System.nanoTime() - began;
            if (failed.test(answer)) {
                breaker.onError(took, TimeUnit.NANOSECONDS, new IllegalStateException("no answer"));
            } else {
                breaker.onSuccess(took, TimeUnit.NANOSECONDS);
            }
            return answer;
        } catch (RuntimeException e) {
            breaker.onError(System.nanoTime() - began, TimeUnit.NANOSECONDS, e);
            throw e;
        }
    }
}
