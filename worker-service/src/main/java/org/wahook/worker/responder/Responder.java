package org.wahook.worker.responder;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Asks the response API behind a circuit breaker for each client: one that fails for one client works for others. */
public final class Responder {

    private static final Duration OPEN_FOR = Duration.ofSeconds(5);
    private static final int MOST_BREAKERS = 10_000;

    private static final CircuitBreakerConfig BREAKER = CircuitBreakerConfig.custom()
            .slidingWindowSize(40)
            .minimumNumberOfCalls(20)
            .failureRateThreshold(80)
            .waitDurationInOpenState(OPEN_FOR)
            .permittedNumberOfCallsInHalfOpenState(5)
            .maxWaitDurationInHalfOpenState(Duration.ofSeconds(90))
            .build();

    private final ResponseApi api;
    private final Cache<String, CircuitBreaker> breakers = Caffeine.newBuilder()
            .maximumSize(MOST_BREAKERS)
            .expireAfterAccess(Duration.ofHours(1))
            .build();

    public Responder(ResponseApi api) {
        this.api = api;
    }

    public Answer ask(Question question) {
        CircuitBreaker breaker = breakers.get(question.chatbotId(), id -> CircuitBreaker.of(id, BREAKER));
        if (!breaker.tryAcquirePermission()) {
            return new Answer.BreakerOpen(OPEN_FOR);
        }
        long began = System.nanoTime();
        try {
            Answer answer = api.ask(question);
            long took = System.nanoTime() - began;
            if (answer instanceof Answer.Unavailable(var reason, String error, var pause)) {
                breaker.onError(took, TimeUnit.NANOSECONDS, new IllegalStateException(error));
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
