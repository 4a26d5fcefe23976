package org.wahook.sandbox.observability;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names in a PromQL expression: enough of its grammar for the expressions that we have. */
final class Promql {

    private static final Set<String> WORDS = Set.of("and", "or", "unless", "on", "ignoring", "bool", "offset");
    private static final Pattern GROUPING = Pattern.compile("\\b(by|without)\\s*\\(([^)]*)\\)");
    private static final Pattern LABEL = Pattern.compile("(\\w+)\\s*(=~|!~|!=|=)\\s*\"([^\"]*)\"");
    private static final Pattern NAME = Pattern.compile("([a-zA-Z_:][\\w:]*)\\s*(\\{[^}]*}|\\()?");

    /** A metric, and the labels that it is asked for: those with {@code =} and their values, and all their names. */
    record Selector(String metric, Map<String, String> equal, Set<String> labels) {}

    final List<Selector> selectors = new ArrayList<>();
    final Set<String> groupedBy = new HashSet<>();

    Promql(String expression) {
        Matcher grouping = GROUPING.matcher(expression);
        while (grouping.find()) {
            for (String label : grouping.group(2).split(",", -1)) {
                groupedBy.add(label.strip());
            }
        }
        String rest = expression.replaceAll(GROUPING.pattern(), " ").replaceAll("\\[[^]]*]", " ");
        Matcher name = NAME.matcher(rest);
        while (name.find()) {
            String after = name.group(2) == null ? "" : name.group(2);
            if (!after.equals("(") && !WORDS.contains(name.group(1))) {
                selectors.add(selector(name.group(1), after));
            }
        }
    }

    private static Selector selector(String metric, String labels) {
        Map<String, String> equal = new HashMap<>();
        Set<String> names = new HashSet<>();
        Matcher label = LABEL.matcher(labels);
        while (label.find()) {
            names.add(label.group(1));
            if (label.group(2).equals("=")) {
                equal.put(label.group(1), label.group(3));
            }
        }
        return new Selector(metric, equal, names);
    }
}
