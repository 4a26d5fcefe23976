package org.wahook.platform.config;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What both mains do before they start: {@code --help}, and a bad configuration said in full. */
public final class CommandLine {

    private CommandLine() {}

    /** The configuration, or nothing where the process should end with {@link BadConfigurationException#EXIT_CODE}. */
    public static <C> Optional<C> configure(
            Map<String, String> variables, Function<Environment, C> read, PrintStream err) {
        return configure(new Environment(variables), read, err);
    }

    /** The same for an environment that is there already, such as {@link Environment#ofProcess}. */
    public static <C> Optional<C> configure(Environment environment, Function<Environment, C> read, PrintStream err) {
        try {
            return Optional.of(read.apply(environment));
        } catch (BadConfigurationException e) {
            err.println("The configuration has " + e.problems().size() + " problem(s):");
            e.problems().forEach(problem -> err.println("  " + problem));
            err.println("--help lists every variable.");
            return Optional.empty();
        }
    }

    public static void printHelp(String usage, List<Setting<?>> settings, PrintStream out) {
        out.println(usage);
        out.println();
        out.println("Environment variables. Each can also be read from a file: NAME_FILE names it in place of NAME.");
        for (Setting<?> setting : settings) {
            String preset = setting.defaultText()
                    .map(text -> "default " + text)
                    .orElse(setting.required() ? "required" : "optional");
            out.println();
            out.printf("  %s (%s)%n", setting.name(), preset);
            out.printf("      %s: %s%n", setting.meaning(), setting.expects());
        }
    }
}
