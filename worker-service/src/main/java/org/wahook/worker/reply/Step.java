package org.wahook.worker.reply;

import java.util.function.Function;
import org.wahook.worker.outcome.Outcome;

/** What a stage of the pipeline gives to the next one, or why there is no next one. */
sealed interface Step<T> {

    record Next<T>(T value) implements Step<T> {}

    record Stop<T>(Outcome outcome) implements Step<T> {}

    static <T> Step<T> next(T value) {
        return new Next<>(value);
    }

    static <T> Step<T> stop(Outcome outcome) {
        return new Stop<>(outcome);
    }

    default <U> Step<U> then(Function<T, Step<U>> stage) {
        return switch (this) {
            case Next<T>(T value) -> stage.apply(value);
            case Stop<T>(Outcome outcome) -> new Stop<>(outcome);
        };
    }

    default <R> R finish(Function<T, R> last, Function<Outcome, R> stopped) {
        return switch (this) {
            case Next<T>(T value) -> last.apply(value);
            case Stop<T>(Outcome outcome) -> stopped.apply(outcome);
        };
    }
}
