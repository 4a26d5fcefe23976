package org.wahook.sandbox.bench.figure;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** All figures on one page. */
public final class Table {

    private static final String FORM = "%-8s %-58s %11s %11s %11s  %-9s %-10s %s%n";

    private Table() {}

    public static void print(PrintStream out, Map<String, List<Figure>> results) {
        out.printf(FORM, "bench", "figure", "median", "min", "max", "unit", "target", "");
        results.forEach((bench, figures) -> figures.forEach(figure -> row(out, bench, figure)));
    }

    private static void row(PrintStream out, String bench, Figure figure) {
        Spread spread = figure.spread();
        boolean several = spread.values().size() > 1;
        out.printf(
                FORM,
                bench,
                figure.name(),
                number(spread.median()),
                several ? number(spread.min()) : "",
                several ? number(spread.max()) : "",
                figure.unit(),
                figure.wanted().map(Figure.Wanted::toString).orElse(""),
                figure.wanted().isEmpty() ? "" : figure.good() ? "met" : "MISSED");
    }

    /** Three digits that tell something. */
    public static String number(double value) {
        String form = Math.abs(value) >= 100 ? "%,.0f" : Math.abs(value) >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, form, value);
    }
}
