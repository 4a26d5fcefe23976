package org.wahook.platform.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;

/**
 * What is given for one variable: by itself, or as the content of the file that {@code NAME_FILE} names, as Docker's and
 * Kubernetes' mounted secrets are. White space around it does not count: editors end a file with a new line.
 */
sealed interface VariableText {

    String FILE_SUFFIX = "_FILE";

    /** More than the longest list of keys; a wrong path may name anything. */
    int LARGEST_FILE = 65_536;

    /** Never empty. */
    record Given(String text) implements VariableText {}

    record Unset() implements VariableText {}

    /** @param problem names the variable and what it expects, and quotes no content */
    record Unusable(String problem) implements VariableText {}

    /** An empty variable counts as unset: compose files hand those on for what is not configured. */
    static VariableText of(String name, Map<String, String> variables) {
        String value = variables.getOrDefault(name, "").strip();
        String file = variables.getOrDefault(name + FILE_SUFFIX, "").strip();
        if (file.isEmpty()) {
            return value.isEmpty() ? new Unset() : new Given(value);
        }
        if (!value.isEmpty()) {
            return new Unusable(
                    "%s and %s%s are both set: expected only one of them".formatted(name, name, FILE_SUFFIX));
        }
        return read(name + FILE_SUFFIX, file);
    }

    private static VariableText read(String variable, String file) {
        try {
            Path path = Path.of(file);
            if (Files.size(path) > LARGEST_FILE) {
                return unusable(variable, file, "is larger than %d bytes".formatted(LARGEST_FILE));
            }
            String text = Files.readString(path, StandardCharsets.UTF_8).strip();
            return text.isEmpty() ? unusable(variable, file, "is empty") : new Given(text);
        } catch (CharacterCodingException e) {
            return unusable(variable, file, "is not UTF-8");
        } catch (IOException | InvalidPathException e) {
            return unusable(variable, file, "can't be read");
        }
    }

    private static VariableText unusable(String variable, String file, String why) {
        return new Unusable(
                "%s is not valid: %s %s; expected a readable file that holds the value".formatted(variable, file, why));
    }
}
