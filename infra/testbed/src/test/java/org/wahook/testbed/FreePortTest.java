package org.wahook.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wahook.testbed.process.Command;

class FreePortTest {

    /** Of 12,000: two who choose so many by themselves choose some of them twice. */
    private static final int PORTS = 400;

    @Test
    void two_jvms_are_never_given_the_same_port(@TempDir Path folder) throws Exception {
        List<Integer> ours =
                IntStream.range(0, PORTS).mapToObj(i -> FreePort.next()).toList();
        Path output = folder.resolve("ports.txt");
        Process other = Command.anotherJvm(OtherJvm.class).start(output);

        assertThat(other.waitFor(60, TimeUnit.SECONDS)).isTrue();

        List<Integer> theirs =
                Files.readAllLines(output).stream().map(Integer::valueOf).toList();
        assertThat(ours).doesNotHaveDuplicates().hasSize(PORTS);
        assertThat(theirs).doesNotHaveDuplicates().hasSize(PORTS).doesNotContainAnyElementsOf(ours);
    }

    static final class OtherJvm {
        private OtherJvm() {}

        public static void main(String[] arguments) {
            for (int i = 0; i < PORTS; i++) {
                System.out.println(FreePort.next());
            }
        }
    }
}
