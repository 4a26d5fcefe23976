package org.wahook.testbed.rabbitmq;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.wahook.testbed.process.Command;

/** Where the system's RabbitMQ is installed. */
record RabbitPrograms(Path folder) {
    // The folders of RabbitMQ's own scripts. Those that Debian puts into /usr/sbin insist on the user rabbitmq, so
    // they are no use to a private node and come last.
    private static final List<Path> FOLDERS = Stream.of(
                    "/usr/lib/rabbitmq/bin",
                    "/opt/rabbitmq/sbin",
                    "/opt/homebrew/sbin",
                    "/usr/local/sbin",
                    "/usr/local/opt/rabbitmq/sbin")
            .map(Path::of)
            .toList();

    static RabbitPrograms find() {
        return FOLDERS.stream()
                .filter(folder -> Files.isExecutable(folder.resolve("rabbitmq-server")))
                .findFirst()
                .map(RabbitPrograms::new)
                .or(() -> Command.find("rabbitmq-server", List.of())
                        .map(Path::getParent)
                        .map(RabbitPrograms::new))
                .orElseThrow(() -> new IllegalStateException(
                        "RabbitMQ is not installed: apt-get install rabbitmq-server (or set TESTBED=docker)"));
    }

    Path server() {
        return folder.resolve("rabbitmq-server");
    }

    Path control() {
        return folder.resolve("rabbitmqctl");
    }

    /** Erlang's port mapper, which is outside of the PATH in some installations. */
    static Path portMapper() {
        return Command.find("epmd", List.of(Path.of("/usr/lib/erlang/bin"), Path.of("/opt/homebrew/lib/erlang/bin")))
                .orElseThrow(() -> new IllegalStateException("epmd is not on the PATH; it belongs to Erlang"));
    }
}
