package org.wahook.sandbox.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ServiceJarTest {

    private static final ServiceJar JAR = ServiceJar.of(
                    "worker-service", Path.of("home"), Map.of("MANAGEMENT_PORT", "1"), Path.of("worker.log"))
            .withJvmOptions(List.of("-Xmx512m"));

    private final String before = System.getProperty(ServiceJar.OPTIONS_OF_ALL, "");

    @AfterEach
    void restore() {
        System.setProperty(ServiceJar.OPTIONS_OF_ALL, before);
    }

    @Test
    void options_for_all_services_come_before_those_of_a_run() {
        System.setProperty(ServiceJar.OPTIONS_OF_ALL, "-XX:TieredStopAtLevel=1  -XX:+UseSerialGC");

        assertThat(JAR.command().words())
                .containsSubsequence("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m", "-jar");
    }

    @Test
    void without_them_a_service_has_the_options_of_its_run_alone() {
        System.clearProperty(ServiceJar.OPTIONS_OF_ALL);

        assertThat(JAR.command().words())
                .endsWith(
                        "-XX:+ExitOnOutOfMemoryError",
                        "-Xmx512m",
                        "-jar",
                        JAR.jar().toString());
    }
}
