package org.wahook.admin.console.view;

import java.util.Map;

/**
 * A form as it was filled in, and what is wrong with it.
 *
 * @param values by field; secrets that were refused are not among them
 * @param problems by field
 * @param problem of no field
 */
public record FormState(Map<String, String> values, Map<String, String> problems, String problem) {

    public static final FormState EMPTY = new FormState(Map.of(), Map.of(), "");

    public FormState {
        values = Map.copyOf(values);
        problems = Map.copyOf(problems);
    }

    public static FormState of(Map<String, String> values) {
        return new FormState(values, Map.of(), "");
    }

    public FormState with(Map<String, String> wrong, String problem) {
        return new FormState(values, wrong, problem);
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
