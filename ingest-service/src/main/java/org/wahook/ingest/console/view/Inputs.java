package org.wahook.ingest.console.view;

import java.util.Map;

/**
 * A form as it was filled in, and what is wrong with it.
 *
 * @param values by field; secrets that were refused are not among them
 * @param problems by field
 * @param problem of no field
 */
public record Inputs(Map<String, String> values, Map<String, String> problems, String problem) {

    public static final Inputs EMPTY = new Inputs(Map.of(), Map.of(), "");

    public Inputs {
        values = Map.copyOf(values);
        problems = Map.copyOf(problems);
    }

    public static Inputs of(Map<String, String> values) {
        return new Inputs(values, Map.of(), "");
    }

    public Inputs with(Map<String, String> wrong, String problem) {
        return new Inputs(values, wrong, problem);
    }

    public String value(String name) {
        return values.getOrDefault(name, "");
    }

    public String wrong(String name) {
        return problems.getOrDefault(name, "");
    }

    public boolean isWrong(String name) {
        return problems.containsKey(name);
    }
}
