package org.wahook.platform.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads settings from environment variables and finds every problem before it complains about any. */
public final class Environment {

    private final Map<String, String> variables;
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
        Optional<String> text = textOf(setting.name()).or(setting::defaultText);
        if (text.isEmpty()) {
            problems.add("%s is missing: expected %s".formatted(setting.name(), setting.expects()));
            return unavailable(setting);
        }
        return parse(setting, text.get());
    }

    public <T> Value<Optional<T>> readOptional(Setting<T> setting) {
        Optional<String> text = textOf(setting.name());
        if (text.isEmpty()) {
            return Optional::empty;
        }
        Value<T> value = parse(setting, text.get());
        return () -> Optional.of(value.get());
    }

    /** Reports a problem between settings that are each fine alone. */
    public void problem(String variable, String what) {
        problems.add(variable + " " + what);
    }

    /** The configuration, or all problems at once. */
    public <C> C complete(Supplier<C> configuration) {
        if (!problems.isEmpty()) {
            throw new BadConfigurationException(problems);
        }
        return configuration.get();
    }

    /** An empty variable counts as unset: compose files pass those on for what is not configured. */
    private Optional<String> textOf(String name) {
        return Optional.ofNullable(variables.get(name)).map(String::strip).filter(text -> !text.isEmpty());
    }

    private <T> Value<T> parse(Setting<T> setting, String text) {
        try {
            T value = setting.parser().apply(text);
            return () -> value;
        } catch (IllegalArgumentException e) {
            problems.add("%s is not valid: expected %s".formatted(setting.name(), setting.expects()));
            return unavailable(setting);
        }
    }

    private static <T> Value<T> unavailable(Setting<T> setting) {
        return () -> {
            throw new IllegalStateException(setting.name() + " was read in spite of a problem with it");
        };
    }
}
