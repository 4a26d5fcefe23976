package org.wahook.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wahook.platform.config.Setting;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.FreePort;
import org.wahook.testbed.postgres.TestPostgres;
import org.wahook.testbed.rabbitmq.TestRabbit;

/** The process as an operator meets it. */
class WorkerMainTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    private Path folder = Path.of("unset");

    private record Ended(int exitCode, String out, String err) {}

    private record Answer(int status, String body) {}

    @Test
    void every_problem_of_the_configuration_is_told_at_once_without_a_secret() throws Exception {
        Ended ended = run(Map.of(
                "DATABASE_URL", "postgresql://user:planted-secret@localhost:99999/db",
                "RABBITMQ_URL", "http://user:planted-secret@localhost",
                "RESPONSE_API_BASE_URL", "",
                "WORKER_CONCURRENCY", "many",
                "RETRY_DELAYS", "5s,1s",
                "REPLY_MAX_AGE", "a day",
                "RESPONSE_API_REPLY_POINTER", "response",
                "MANAGEMENT_PORT", "70000",
                "GRAPH_API_VERSION", "latest"));

        assertThat(ended.exitCode()).isEqualTo(64);
        assertThat(ended.err().lines())
                .anyMatch(line -> line.contains("DATABASE_URL") && line.contains("postgresql://user:password@host"))
                .anyMatch(line -> line.contains("RABBITMQ_URL") && line.contains("amqp://"))
                .anyMatch(line -> line.contains("RESPONSE_API_BASE_URL is missing"))
                .anyMatch(line -> line.contains("WORKER_CONCURRENCY") && line.contains("a number from 1 to 20000"))
                .anyMatch(line -> line.contains("RETRY_DELAYS") && line.contains("growing"))
                .anyMatch(line -> line.contains("REPLY_MAX_AGE") && line.contains("duration"))
                .anyMatch(line -> line.contains("RESPONSE_API_REPLY_POINTER"))
                .anyMatch(line -> line.contains("MANAGEMENT_PORT"))
                .anyMatch(line -> line.contains("GRAPH_API_VERSION"))
                .noneMatch(line -> line.strip().startsWith("at "));
        assertThat(ended.err()).doesNotContain("planted-secret");
        assertThat(ended.out()).isEmpty();
    }

    @Test
    void help_tells_of_every_variable() throws Exception {
        Ended ended = run(Map.of(), "--help");

        assertThat(ended.exitCode()).isZero();
        assertThat(ended.out())
                .contains(WorkerSettings.all().stream().map(Setting::name).toList());
        assertThat(ended.err()).isEmpty();
    }

    @Test
    void an_unknown_argument_is_refused() throws Exception {
        assertThat(run(Map.of(), "--verbose").exitCode()).isEqualTo(64);
    }

    @Test
    void a_start_that_fails_in_a_way_nobody_thought_of_ends_the_process() throws Exception {
        Ended ended = run(Map.of(
                "DATABASE_URL", "postgresql://u:planted-secret@127.0.0.1:" + FreePort.next() + "/db",
                "RABBITMQ_URL", "amqp://u:planted-secret@127.0.0.1:" + FreePort.next() + "/",
                "RESPONSE_API_BASE_URL", "http://127.0.0.1:1",
                // A host for Java's URI, and none for the HTTP client.
                "GRAPH_API_BASE_URL", "http://xn--0.com",
                "MANAGEMENT_PORT", "0"));

        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.out() + ended.err()).contains("Startup failed").doesNotContain("planted-secret");
    }

    @Test
    void it_waits_for_its_neighbours_and_ends_with_0_on_sigterm_even_so() throws Exception {
        int management = FreePort.next();
        Process process = start(Map.of(
                "DATABASE_URL",
                "postgresql://u:planted-secret@127.0.0.1:" + FreePort.next() + "/db",
                "RABBITMQ_URL",
                "amqp://u:planted-secret@127.0.0.1:" + FreePort.next() + "/",
                "RESPONSE_API_BASE_URL",
                "http://127.0.0.1:1",
                "MANAGEMENT_PORT",
                String.valueOf(management)));
        try {
            Deadline.eventually(
                    SOON,
                    "it says what it waits for",
                    () -> get(management, "/readyz").body().contains("postgresql: "));
            // Before this it would have nothing to stop.
            Deadline.eventually(SOON, "it has started", () -> said().contains("Management on"));
            assertThat(get(management, "/readyz").status()).isEqualTo(503);
            assertThat(get(management, "/livez").status()).isEqualTo(200);
        } finally {
            process.destroy();
        }

        assertThat(process.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(said()).contains("Stopped").doesNotContain("Exception").doesNotContain("planted-secret");
    }

    @Test
    void it_becomes_ready_once_it_consumes_and_ends_with_0_on_sigterm() throws Exception {
        int management = FreePort.next();
        String virtualHost = TestRabbit.shared().createVirtualHost();
        Process process = start(Map.of(
                "DATABASE_URL",
                TestPostgres.shared().createDatabase(),
                "RABBITMQ_URL",
                virtualHost,
                "RESPONSE_API_BASE_URL",
                "http://127.0.0.1:1",
                "MANAGEMENT_PORT",
                String.valueOf(management)));
        try {
            Deadline.eventually(
                    SOON, "it is ready", () -> get(management, "/readyz").equals(new Answer(200, "ready\n")));
            assertThat(get(management, "/metrics").status()).isEqualTo(200);
            assertThat(get(management, "/anything").status()).isEqualTo(404);
        } finally {
            process.destroy();
        }

        assertThat(process.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(said()).contains("Stopped").doesNotContain("WARN").doesNotContain("Exception");
        TestRabbit.shared().discardVirtualHost(virtualHost);
    }

    private Ended run(Map<String, String> environment, String... arguments) throws Exception {
        Process process = start(environment, arguments);
        boolean ended = process.waitFor(SOON.toSeconds(), TimeUnit.SECONDS);
        process.destroyForcibly();
        assertThat(ended).as("it has ended").isTrue();
        return new Ended(
                process.exitValue(), Files.readString(folder.resolve("out")), Files.readString(folder.resolve("err")));
    }

    private Process start(Map<String, String> environment, String... arguments) throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        List<String> command = new ArrayList<>(List.of(
                java.toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                WorkerMain.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        Map<String, String> before = new HashMap<>(builder.environment());
        builder.environment().clear();
        if (before.containsKey("PATH")) {
            builder.environment().put("PATH", before.get("PATH"));
        }
        builder.environment().putAll(environment);
        return builder.start();
    }

    private String said() {
        try {
            return Files.readString(folder.resolve("out")) + Files.readString(folder.resolve("err"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Answer get(int port, String path) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                    .timeout(SOON)
                    .build();
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString(StandardCharsets.UTF_8));
            return new Answer(response.statusCode(), response.body());
        } catch (IOException notYet) {
            return new Answer(-1, "");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answer(-1, "");
        }
    }
}
