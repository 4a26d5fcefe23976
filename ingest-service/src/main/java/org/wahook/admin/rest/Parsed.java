package org.wahook.admin.rest;

import java.util.List;
import java.util.function.Function;

/** A request that was understood, or every reason why not. */
public sealed interface Parsed<T> {

    record Valid<T>(T value) implements Parsed<T> {}

    record Invalid<T>(List<FieldProblem> problems) implements Parsed<T> {
        public Invalid {
            problems = List.copyOf(problems);
        }
    }

    /** Continues with the value, or with a problem that names every field at fault. */
    default <R> R fold(Function<T, R> valid, Function<Problem, R> invalid) {
        return switch (this) {
            case Valid<T>(T value) -> valid.apply(value);
            case Invalid<T>(List<FieldProblem> problems) -> invalid.apply(Problem.invalid(problems));
        };
    }

    default RestAnswer then(Function<T, RestAnswer> next) {
        return fold(next, RestAnswer::refused);
    }
}
