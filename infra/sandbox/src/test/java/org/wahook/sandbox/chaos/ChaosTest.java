package org.wahook.sandbox.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The short form of {@code ./dev chaos}, on the runnable jars. */
class ChaosTest {

    @Test
    void nothing_is_lost_and_nobody_is_answered_twice_while_processes_broker_and_database_are_killed()
            throws InterruptedException {
        assumeTrue(
                BuiltJars.areThere(),
                "it needs the runnable jars of this build, which Maven's verify makes before these tests");
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(output, true, StandardCharsets.UTF_8);

        ChaosReport report = new Chaos(BuiltJars.HOME, ChaosOptions.few(30, Duration.ofSeconds(2)), out).run();

        report.print(out);
        assertThat(report.nothingLostNothingTwice())
                .as(output.toString(StandardCharsets.UTF_8))
                .isTrue();
        assertThat(report.rows().stream()
                        .mapToLong(ChaosReport.Row::answeredOnce)
                        .sum())
                .as(output.toString(StandardCharsets.UTF_8))
                .isGreaterThan(300);
    }

    @Test
    void a_wrong_option_is_named() {
        assertThatThrownBy(() -> ChaosOptions.parse(List.of("--rate", "many")))
                .hasMessage("--rate needs a number from 1, not 'many'");
        assertThatThrownBy(() -> ChaosOptions.parse(List.of("--fault", "flood")))
                .hasMessageStartingWith("no such fault: 'flood'");
        assertThatThrownBy(() -> ChaosOptions.parse(List.of("--fast"))).hasMessage("no such option: --fast");
    }

    @Test
    void one_fault_alone_needs_no_50000_messages() {
        ChaosOptions options = ChaosOptions.parse(List.of("--fault", "broker killed", "--rate", "20"));

        assertThat(options.faults()).extracting(Fault::name).containsExactly("broker killed");
        assertThat(options.messages()).isZero();
        assertThat(options.rate()).isEqualTo(20);
        assertThat(ChaosOptions.parse(List.of()).messages()).isEqualTo(50_000);
    }
}
