package org.wahook.worker.contact;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.wahook.platform.config.BadConfigurationException;
import org.wahook.shared.contact.ContactErasure;
import picocli.CommandLine;

/** Runs {@code export} and {@code erase}. */
public final class ContactCommands {

    private ContactCommands() {}

    public static int export(ContactErasure contacts, List<String> arguments, PrintWriter out, PrintWriter err) {
        return run(new ExportCommand(contacts, out, err), arguments, out, err);
    }

    public static int erase(ContactErasure contacts, List<String> arguments, PrintWriter out, PrintWriter err) {
        return run(new EraseCommand(contacts, out), arguments, out, err);
    }

    /** The exit code: 0, or 64 for a wrong use, or 1 where it failed. */
    private static int run(Callable<Integer> command, List<String> arguments, PrintWriter out, PrintWriter err) {
        return new CommandLine(command)
                .setOut(out)
                .setErr(err)
                .setParameterExceptionHandler((e, args) -> {
                    err.println(e.getMessage());
                    e.getCommandLine().usage(err);
                    return BadConfigurationException.EXIT_CODE;
                })
                .setExecutionExceptionHandler((e, line, result) -> {
                    err.println("%s: %s".formatted(e.getClass().getSimpleName(), e.getMessage()));
                    return 1;
                })
                .execute(arguments.toArray(String[]::new));
    }
}
