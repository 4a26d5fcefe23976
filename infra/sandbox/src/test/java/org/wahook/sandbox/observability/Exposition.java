package org.wahook.sandbox.observability;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a service's {@code /metrics} says, in Prometheus's text form. */
final class Exposition {

    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][\\w:]*)(?:\\{(.*)})? \\S+");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    /** Family and its type. */
    final Map<String, String> families = new TreeMap<>();

    /** Sample and its labels, each with its values. */
    final Map<String, Map<String, Set<String>>> samples = new HashMap<>();

    void add(String text) {
        for (String line : text.split("\n", -1)) {
            if (line.startsWith("# TYPE ")) {
                String[] words = line.split(" ", -1);
                families.put(words[2], words[3]);
            } else if (!line.startsWith("#")) {
                Matcher sample = SAMPLE.matcher(line);
                if (sample.matches()) {
                    sample(sample.group(1), sample.group(2) == null ? "" : sample.group(2));
                }
            }
        }
        // The longest of late is a family of its own beside each timer and summary.
        Set<String> measured = families.entrySet().stream()
                .filter(family -> Set.of("histogram", "summary").contains(family.getValue()))
                .map(family -> family.getKey() + "_max")
                .collect(Collectors.toSet());
        families.keySet().removeAll(measured);
    }

    private void sample(String name, String labels) {
        Map<String, Set<String>> known = samples.computeIfAbsent(name, n -> new HashMap<>());
        Matcher label = LABEL.matcher(labels);
        while (label.find()) {
            known.computeIfAbsent(label.group(1), l -> new HashSet<>()).add(label.group(2));
        }
    }
}
