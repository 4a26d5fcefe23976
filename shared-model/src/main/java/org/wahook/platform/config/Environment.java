package org.wahook.platform.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Reads settings from environment variables and finds every problem before it complains about any. */
public final class Environment {

    private final Map<String, String> variables;
    private final Map<String, String> texts = new TreeMap<>();
    private final List<String> problems = new ArrayList<>();

    public Environment(Map<String, String> variables) {
        this.variables = Map.copyOf(variables);
    }

    public static Environment ofProcess() {
        return new Environment(System.getenv());
    }

    /** A value that is there once {@link #complete} has found no problem. */
    @FunctionalInterface
    public interface Value<T> {
        T get();
    }

    public <T> Value<T> read(Setting<T> setting) {
        return switch (textOf(setting)) {
            case VariableText.Given(String text) -> parse(setting, text);
            case VariableText.Unusable(String problem) -> unavailable(setting, problem);
            case VariableText.Unset() ->
                setting.defaultText()
                        .map(text -> parse(setting, text))
                        .orElseGet(() -> unavailable(
                                setting, "%s is missing: expected %s".formatted(setting.name(), setting.expects())));
        };
    }

    public <T> Value<Optional<T>> readOptional(Setting<T> setting) {
        return switch (textOf(setting)) {
            case VariableText.Given(String text) -> optional(parse(setting, text));
            case VariableText.Unusable(String problem) -> optional(unavailable(setting, problem));
            case VariableText.Unset() -> Optional::empty;
        };
    }

    private static <T> Value<Optional<T>> optional(Value<T> value) {
        return () -> Optional.of(value.get());
    }

    /** Whether there is a value for it, good or not. */
    public boolean isGiven(Setting<?> setting) {
        return !(VariableText.of(setting.name(), variables) instanceof VariableText.Unset);
    }

    /** Reports a problem between settings that are each fine alone. */
    public void problem(String variable, String what) {
        problems.add(variable + " " + what);
    }

    /** The configuration, or all problems at once. */
    public <C> C complete(Supplier<C> configuration) {
        problems.addAll(ExampleSecrets.problems(
                Optional.ofNullable(variables.get(CommonSettings.WEBHOOK_ADDRESS.name()))
                        .map(String::strip)
                        .filter(address -> !address.isEmpty()),
                texts));
        if (!problems.isEmpty()) {
            throw new BadConfigurationException(problems);
        }
        return configuration.get();
    }

    private VariableText textOf(Setting<?> setting) {
        VariableText found = VariableText.of(setting.name(), variables);
        if (found instanceof VariableText.Given(String text)) {
            texts.put(setting.name(), text);
        }
        return found;
    }

    private <T> Value<T> parse(Setting<T> setting, String text) {
        try {
            T value = setting.parser().apply(text);
            return () -> value;
        } catch (IllegalArgumentException e) {
            return unavailable(setting, "%s is not valid: expected %s".formatted(setting.name(), setting.expects()));
        }
    }

    private <T> Value<T> unavailable(Setting<T> setting, String problem) {
        problems.add(problem);
        return () -> {
            throw new IllegalStateException(setting.name() + " was read in spite of a problem with it");
        };
    }
}
