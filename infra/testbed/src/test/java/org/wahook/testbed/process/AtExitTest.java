package org.wahook.testbed.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.postgres.TestPostgres;
import org.wahook.testbed.rabbitmq.TestRabbit;

class AtExitTest {
    @Test
    void a_terminated_jvm_leaves_neither_processes_nor_folders(@TempDir Path temporary) throws Exception {
        Path log = temporary.resolve("log.txt");
        Process jvm = Command.anotherJvm(StartsEverything.class, "-Djava.io.tmpdir=" + temporary)
                .start(log);
        Deadline.eventually(
                Duration.ofMinutes(3), "all is started", () -> read(log).contains("up"));
        List<ProcessHandle> children = jvm.descendants().toList();
        assertThat(children).hasSizeGreaterThan(5);

        jvm.destroy();

        assertThat(jvm.waitFor(60, TimeUnit.SECONDS)).isTrue();
        Deadline.eventually(
                Duration.ofSeconds(30), "no child runs", () -> children.stream().noneMatch(ProcessHandle::isAlive));
        try (Stream<Path> left = Files.list(temporary)) {
            assertThat(left.map(p -> p.getFileName().toString()))
                    .filteredOn(name -> Stream.of("wahook-postgresql-", "wahook-ports-", "hsperf")
                            .noneMatch(name::startsWith))
                    .containsExactly("log.txt");
        }
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The other JVM: starts both, freezes both (the worst case for an orderly end), and waits to be terminated. */
    static final class StartsEverything {
        private StartsEverything() {}

        public static void main(String[] arguments) throws InterruptedException {
            TestRabbit rabbit = TestRabbit.start();
            TestPostgres postgres = TestPostgres.start();
            rabbit.freeze();
            postgres.freeze();
            System.out.println("up");
            Thread.sleep(Duration.ofMinutes(5));
        }
    }
}
