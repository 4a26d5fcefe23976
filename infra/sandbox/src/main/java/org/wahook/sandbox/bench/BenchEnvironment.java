package org.wahook.sandbox.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.wahook.testbed.postgres.TestPostgres;
import org.wahook.testbed.rabbitmq.TestRabbit;

/** The database server and the broker that all benches of one run share, and where results go. */
record BenchEnvironment(Path home, Path folder, boolean profile, TestPostgres postgres, TestRabbit rabbit)
        implements AutoCloseable {

    static BenchEnvironment open(Path home, boolean profile) {
        Path folder = home.resolve(".dev").resolve("bench");
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("the folder for results can't be made: " + folder, e);
        }
        System.out.println("Starting PostgreSQL and RabbitMQ");
        return new BenchEnvironment(
                home, folder, profile, TestPostgres.startAsDelivered(), TestRabbit.startAsDelivered());
    }

    /** A system of its own: a fresh database and virtual host, nothing started yet. */
    BenchFixture stage(String name, Map<String, String> settings) {
        return new BenchFixture(this, name, settings);
    }

    /** Progress, for the person who waits. */
    void say(String form, Object... arguments) {
        System.out.printf(form + "%n", arguments);
    }

    /** A service's own, for a service of this name. */
    List<String> jvmOptions(String name, List<String> others) {
        if (!profile) {
            return others;
        }
        Path recording = folder.resolve(name + ".jfr");
        return Stream.concat(
                        others.stream(), Stream.of("-XX:StartFlightRecording=settings=profile,filename=" + recording))
                .toList();
    }

    @Override
    public void close() {
        rabbit.close();
        postgres.close();
    }
}
