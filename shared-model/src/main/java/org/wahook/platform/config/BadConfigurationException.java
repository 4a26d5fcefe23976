package org.wahook.platform.config;

import java.util.List;

/** The environment does not make a configuration; {@link #problems} names every variable at fault, without its value. */
public final class BadConfigurationException extends RuntimeException {

    /** The exit code of BSD's sysexits for a command that was used wrongly (EX_USAGE). */
    public static final int EXIT_CODE = 64;

    private final transient List<String> problems;

    public BadConfigurationException(List<String> problems) {
        super(String.join("; ", problems));
        this.problems = List.copyOf(problems);
    }

    public List<String> problems() {
        return problems;
    }
}
