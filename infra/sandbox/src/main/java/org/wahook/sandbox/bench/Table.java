package org.wahook.sandbox.bench;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** All figures on one page. */
final class Table {

    private static final String FORM = "%-8s %-58s %11s %11s %11s  %-9s %-10s %s%n";

    private Table() {}

    static void print(PrintStream out, Map<Subject, List<Figure>> results) {
        out.printf(FORM, "bench", "figure", "median", "min", "max", "unit", "wanted", "");
        results.forEach((subject, figures) -> figures.forEach(figure -> row(out, subject, figure)));
    }

    private static void row(PrintStream out, Subject subject, Figure figure) {
        Spread spread = figure.spread();
        boolean several = spread.values().size() > 1;
        out.printf(
                FORM,
                subject.word(),
                figure.name(),
                number(spread.median()),
                several ? number(spread.min()) : "",
                several ? number(spread.max()) : "",
                figure.unit(),
                figure.wanted().map(Figure.Wanted::toString).orElse(""),
                figure.wanted().isEmpty() ? "" : figure.good() ? "ok" : "MISSED");
    }

    /** Three digits that tell something. */
    static String number(double value) {
        String form = Math.abs(value) >= 100 ? "%,.0f" : Math.abs(value) >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, form, value);
    }
}
