package org.wahook.sandbox.bench.figure;

import java.util.List;
import java.util.Optional;

/**
 * One line of the table.
 *
 * @param wanted what the median is to be; nothing for a figure that only explains others
 */
public record Figure(String name, String unit, Spread spread, Optional<Wanted> wanted) {

    /** A bound of the median. */
    public record Wanted(boolean atLeast, double bound) {

        boolean met(double value) {
            return atLeast ? value >= bound : value <= bound;
        }

        @Override
        public String toString() {
            return (atLeast ? ">= " : "<= ") + Table.number(bound);
        }
    }

    public static Figure of(String name, String unit, List<Double> values) {
        return new Figure(name, unit, new Spread(values), Optional.empty());
    }

    public static Figure of(String name, String unit, double value) {
        return of(name, unit, List.of(value));
    }

    public Figure atLeast(double bound) {
        return new Figure(name, unit, spread, Optional.of(new Wanted(true, bound)));
    }

    public Figure atMost(double bound) {
        return new Figure(name, unit, spread, Optional.of(new Wanted(false, bound)));
    }

    /** False only where something was wanted and is not so. */
    public boolean good() {
        return wanted.map(it -> it.met(spread.median())).orElse(true);
    }
}
