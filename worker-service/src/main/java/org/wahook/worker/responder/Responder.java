package org.wahook.worker.responder;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.wahook.platform.telemetry.ClientNames;
import org.wahook.shared.bot.BotAnswer;
import org.wahook.worker.outcome.Reason;

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

    private final MeterRegistry meters;
    private volatile BiConsumer<String, Answer> observer = (chatbotId, answer) -> {};
    private final ClientNames names;

    public Responder(ResponseApi api, MeterRegistry meters, ClientNames names) {
        this.api = api;
        this.meters = meters;
        this.names = names;
        for (State state : List.of(State.CLOSED, State.OPEN, State.HALF_OPEN)) {
            Gauge.builder("wahook.breakers", () -> breakersIn(state))
                    .description("Circuit breakers of clients' response APIs in this replica, by state")
                    .tag("state", state.name().toLowerCase(Locale.ROOT))
                    .register(meters);
        }
    }

    private long breakersIn(State state) {
        return breakers.asMap().values().stream()
                .filter(breaker -> breaker.getState() == state)
                .count();
    }

    private CircuitBreaker newBreaker(String chatbotId) {
        CircuitBreaker breaker = CircuitBreaker.of(chatbotId, BREAKER);
        Counter opened = Counter.builder("wahook.client.breaker.opened")
                .description("How often the circuit breaker of a client's response API opened")
                .tag("chatbot", names.labelOf(chatbotId))
                .register(meters);
        breaker.getEventPublisher().onStateTransition(event -> {
            if (event.getStateTransition().getToState() == State.OPEN) {
                opened.increment();
            }
        });
        return breaker;
    }

    /** @param told of every answer, with the chatbot's id: it must not wait */
    public Responder whenAnswered(BiConsumer<String, Answer> told) {
        observer = told;
        return this;
    }

    public Answer ask(Question question) {
        Answer answer = askBehindBreaker(question);
        observer.accept(question.chatbotId(), answer);
        return answer;
    }

    /** What the bot has answered later: treated as if it were the answer to the question. */
    public Answer heard(BotAnswer answer, Question question) {
        Answer heard = ResponseApi.answer(answer, question);
        observer.accept(question.chatbotId(), heard);
        return heard;
    }

    private Answer askBehindBreaker(Question question) {
        CircuitBreaker breaker = breakers.get(question.chatbotId(), this::newBreaker);
        if (!breaker.tryAcquirePermission()) {
            return new Answer.BreakerOpen(OPEN_FOR);
        }
        long began = System.nanoTime();
        try {
            Answer answer = api.ask(question);
            long took = System.nanoTime() - began;
            if (failed(answer)) {
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

    /** What is not repeated after a time-out counts as well: the bot hangs. */
    private static boolean failed(Answer answer) {
        return switch (answer) {
            case Answer.Unavailable unavailable -> true;
            case Answer.Unusable(Reason reason, String error) -> reason == Reason.RESPONSE_API_TIMEOUT;
            case Answer.Reply reply -> false;
            case Answer.Silence silence -> false;
            case Answer.Pending pending -> false;
            case Answer.Throttled throttled -> false;
            case Answer.BreakerOpen open -> false;
        };
    }
}
