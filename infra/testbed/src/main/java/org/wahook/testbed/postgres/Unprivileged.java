package org.wahook.testbed.postgres;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.wahook.testbed.process.Command;

/** What to put before a command so that it does not run as root, which PostgreSQL refuses. */
record Unprivileged(List<String> prefix, boolean changesUser) {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String NOBODY = "65534";

    static Unprivileged choose() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return new Unprivileged(List.of(), false);
        }
        // In a user namespace of its own, root is nobody to the program, yet still owns its files.
        Unprivileged namespace = new Unprivileged(List.of("unshare", "-U"), false);
        // Containers often forbid namespaces, but not a change of user.
        Unprivileged nobody =
                new Unprivileged(List.of("setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups"), true);
        return Stream.of(namespace, nobody)
                .filter(Unprivileged::works)
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException(
                                "PostgreSQL does not run as root, and neither unshare nor setpriv works here: run as another user, or set TESTBED=docker"));
    }

    List<String> command(List<String> words) {
        return Stream.concat(prefix.stream(), words.stream()).toList();
    }

    /** Gives it a folder to write in. */
    void own(Path folder) {
        if (!changesUser) {
            return;
        }
        Command.of("chown", "-R", NOBODY + ":" + NOBODY, folder.toString()).run(LIMIT);
    }

    private boolean works() {
        try {
            Command nothing = new Command(command(List.of("true")), Map.of());
            return nothing.attempt(LIMIT).status() == 0;
        } catch (UncheckedIOException notInstalled) {
            return false;
        }
    }
}
