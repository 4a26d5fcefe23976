package org.wahook.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.FreePort;
import org.wahook.testbed.meta.WebhookSender;
import org.wahook.testbed.postgres.TestPostgres;
import org.wahook.testbed.process.Command;
import org.wahook.testbed.rabbitmq.TestRabbit;

/** The service as a process of its own: how it starts, complains and ends. */
@Timeout(240)
class IngestProcessTest {

    @TempDir
    private Path folder;

    @Test
    void sigterm_under_load_ends_with_0_and_every_200_is_in_the_queue() throws Exception {
        String rabbitUrl = TestRabbit.shared().createVirtualHost();
        int port = FreePort.next();
        int management = FreePort.next();
        Process process = start(
                RunningIngest.environment(
                        TestPostgres.shared().createDatabase(),
                        rabbitUrl,
                        Map.of("PORT", "" + port, "MANAGEMENT_PORT", "" + management, "SHUTDOWN_GRACE", "20s")),
                List.of());
        Deadline.eventually(RunningIngest.PATIENCE, "ready", () -> status(management, "/readyz") == 200);
        AtomicInteger answered = new AtomicInteger();
        List<String> accepted = new ArrayList<>();
        try (WebhookSender meta =
                        new WebhookSender("http://127.0.0.1:%d/webhook".formatted(port), RunningIngest.SECRET);
                var senders = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<List<String>>> all = IntStream.range(0, 16)
                    .mapToObj(n -> CompletableFuture.supplyAsync(() -> postUntilGone(meta, n, answered), senders))
                    .toList();
            Deadline.eventually(RunningIngest.PATIENCE, "some are answered", () -> answered.get() > 200);

            process.toHandle().destroy();

            assertThat(ends(process)).isTrue();
            for (CompletableFuture<List<String>> one : all) {
                accepted.addAll(one.get());
            }
        }
        assertThat(process.exitValue()).isZero();
        assertThat(accepted).hasSizeGreaterThan(200);
        assertThat(RunningIngest.events(rabbitUrl))
                .extracting(event -> new String(event.getBody(), StandardCharsets.UTF_8))
                .containsAll(accepted);
        assertThat(Files.readString(folder.resolve("out"))).contains("Stopping").contains("Stopped");
    }

    @Test
    void without_an_endpoint_for_traces_nothing_of_opentelemetry_is_loaded() throws Exception {
        int port = FreePort.next();
        int management = FreePort.next();
        Process process = start(
                RunningIngest.environment(
                        TestPostgres.shared().createDatabase(),
                        TestRabbit.shared().createVirtualHost(),
                        Map.of(
                                "PORT", "" + port,
                                "MANAGEMENT_PORT", "" + management,
                                "JAVA_TOOL_OPTIONS", "-Xlog:class+load:file=" + folder.resolve("classes"))),
                List.of());
        Deadline.eventually(RunningIngest.PATIENCE, "ready", () -> status(management, "/readyz") == 200);
        try (WebhookSender meta =
                new WebhookSender("http://127.0.0.1:%d/webhook".formatted(port), RunningIngest.SECRET)) {
            assertThat(meta.post("{}".getBytes(StandardCharsets.UTF_8)).status())
                    .isEqualTo(200);
        }

        process.toHandle().destroy();

        assertThat(ends(process)).isTrue();
        assertThat(Files.readString(folder.resolve("classes")))
                .contains("org.wahook.platform.tracing.NoTracing")
                .doesNotContain("io.opentelemetry");
    }

    @Test
    void sigterm_without_rabbitmq_and_postgresql_ends_with_0_too() throws Exception {
        int management = FreePort.next();
        Process process = start(
                RunningIngest.environment(
                        "postgresql://u:p@127.0.0.1:%d/app".formatted(FreePort.next()),
                        "amqp://u:p@127.0.0.1:%d".formatted(FreePort.next()),
                        Map.of("MANAGEMENT_PORT", "" + management)),
                List.of());
        Deadline.eventually(RunningIngest.PATIENCE, "alive", () -> status(management, "/livez") == 200);

        process.toHandle().destroy();

        assertThat(ends(process)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    @Test
    void a_bad_configuration_is_told_at_once_and_ends_with_64() throws Exception {
        Process process = start(Map.of("PORT", "x", "FACEBOOK_APP_SECRET", "planted"), List.of());

        assertThat(ends(process)).isTrue();

        assertThat(process.exitValue()).isEqualTo(64);
        assertThat(Files.readString(folder.resolve("err")))
                .contains("DATABASE_URL", "RABBITMQ_URL", "PORT")
                .doesNotContain("planted", "Exception", "\tat ");
    }

    @Test
    void help_names_every_variable_and_ends_with_0() throws Exception {
        Process process = start(Map.of(), List.of("--help"));

        assertThat(ends(process)).isTrue();

        assertThat(process.exitValue()).isZero();
        assertThat(Files.readString(folder.resolve("out")))
                .contains("FACEBOOK_APP_SECRET (required)", "MAX_BODY_BYTES (default 4194304)");
    }

    @Test
    void an_argument_that_is_not_known_ends_with_64() throws Exception {
        Process process = start(Map.of(), List.of("serve"));

        assertThat(ends(process)).isTrue();

        assertThat(process.exitValue()).isEqualTo(64);
        assertThat(Files.readString(folder.resolve("err"))).hasLineCount(1);
    }

    @Test
    void a_port_that_is_taken_is_named_and_ends_the_process() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            Process process = start(
                    RunningIngest.environment(
                            "postgresql://u:p@127.0.0.1:%d/app".formatted(FreePort.next()),
                            "amqp://u:p@127.0.0.1:%d".formatted(FreePort.next()),
                            Map.of("PORT", "" + taken.getLocalPort(), "HOST", "0.0.0.0")),
                    List.of());

            assertThat(ends(process)).isTrue();

            assertThat(process.exitValue()).isEqualTo(1);
            assertThat(Files.readString(folder.resolve("out")))
                    .contains("can't listen on 0.0.0.0:" + taken.getLocalPort())
                    .doesNotContain("\tat ");
        }
    }

    private Process start(Map<String, String> environment, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(Command.anotherJvm(
                        IngestMain.class,
                        "-Xmx256m",
                        // Quicker to start, on few processors.
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC")
                .words());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(new File(folder.toFile(), "out"))
                .redirectError(new File(folder.toFile(), "err"));
        builder.environment().keySet().removeIf(name -> !name.equals("PATH") && !name.equals("HOME"));
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static boolean ends(Process process) throws InterruptedException {
        return process.waitFor(RunningIngest.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private static List<String> postUntilGone(WebhookSender meta, int sender, AtomicInteger answered) {
        List<String> accepted = new ArrayList<>();
        for (int i = 0; true; i++) {
            String body = "{\"n\":\"%d-%d\"}".formatted(sender, i);
            try {
                int status = meta.post(body.getBytes(StandardCharsets.UTF_8)).status();
                answered.incrementAndGet();
                if (status != 200) {
                    return accepted;
                }
                accepted.add(body);
            } catch (UncheckedIOException e) {
                return accepted;
            }
        }
    }

    private static int status(int port, String path) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://127.0.0.1:%d%s".formatted(port, path));
            return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }
}
