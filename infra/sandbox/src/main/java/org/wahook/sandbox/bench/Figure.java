package org.wahook.sandbox.bench;

import java.util.List;
import java.util.Optional;

/**
 * One line of the table.
 *
 * @param wanted what the median is to be; nothing for a figure that only explains others
 */
record Figure(String name, String unit, Spread spread, Optional<Wanted> wanted) {

    /** A bound of the median. */
    record Wanted(boolean atLeast, double bound) {

        boolean met(double value) {
            return atLeast ? value >= bound : value <= bound;
        }

        @Override
        public String toString() {
            return (atLeast ? ">= " : "<= ") + Table.number(bound);
        }
    }

    static Figure of(String name, String unit, List<Double> values) {
        return new Figure(name, unit, new Spread(values), Optional.empty());
    }

    static Figure of(String name, String unit, double value) {
        return of(name, unit, List.of(value));
    }

    Figure atLeast(double bound) {
        return new Figure(name, unit, spread, Optional.of(new Wanted(true, bound)));
    }

    Figure atMost(double bound) {
        return new Figure(name, unit, spread, Optional.of(new Wanted(false, bound)));
    }

    /** False only where something was wanted and is not so. */
    boolean good() {
        return wanted.map(it -> it.met(spread.median())).orElse(true);
    }
}
