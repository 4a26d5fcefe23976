package org.wahook.platform.config;

import java.util.Optional;
import java.util.function.Function;

/**
 * One environment variable.
 *
 * @param name the variable
 * @param expects what a good value looks like, as it ends the sentence "expected …"
 * @param meaning one line for {@code --help}
 * @param defaultText the value when the variable is unset or empty; none where it is required or truly optional
 * @param required whether the service can't start without it
 * @param parser throws {@link IllegalArgumentException} on a bad value; its message is not shown, since it may quote a secret
 */
public record Setting<T>(
        String name,
        String expects,
        String meaning,
        Optional<String> defaultText,
        boolean required,
        Function<String, T> parser) {

    public static <T> Setting<T> required(String name, String expects, String meaning, Function<String, T> parser) {
        return new Setting<>(name, expects, meaning, Optional.empty(), true, parser);
    }

    public static <T> Setting<T> withDefault(
            String name, String defaultText, String expects, String meaning, Function<String, T> parser) {
        return new Setting<>(name, expects, meaning, Optional.of(defaultText), false, parser);
    }

    /** A setting that may be left out; read it with {@link Environment#readOptional}. */
    public static <T> Setting<T> optional(String name, String expects, String meaning, Function<String, T> parser) {
        return new Setting<>(name, expects, meaning, Optional.empty(), false, parser);
    }
}
