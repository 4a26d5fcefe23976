package org.wahook.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.wahook.shared.bot.CallbackToken;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.FreePort;
import org.wahook.testbed.rabbitmq.TestRabbit;

/** {@code infra/proxy/nginx.conf}, run by nginx with other paths and ports. */
@Timeout(180)
class ProxyExampleTest {

    private static final Path EXAMPLE = Path.of("../infra/proxy/nginx.conf");
    private static final String META = "client.webhooks.fbclientcerts.com";
    private static final int LARGEST_OF_META = 3_000_000;

    @TempDir
    private static Path folder;

    private static Optional<Process> nginx = Optional.empty();
    private static RunningIngest ingest;
    private static TestCertificates certificates;
    private static int port;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        assumeTrue(command("nginx").isPresent(), "nginx is not installed (Debian: apt-get install nginx-light)");
        assumeTrue(command("openssl").isPresent(), "openssl is not installed");
        ingest = RunningIngest.start(
                        AdminSettings.NO_DATABASE, TestRabbit.shared().createVirtualHost(), Map.of())
                .awaitReady();
        certificates = new TestCertificates(folder);
        port = FreePort.next();
        Path configuration = folder.resolve("nginx.conf");
        Files.writeString(configuration, configuration());
        nginx = Optional.of(new ProcessBuilder(
                        command("nginx").orElseThrow().toString(),
                        "-p",
                        folder.toString(),
                        "-c",
                        configuration.toString(),
                        "-g",
                        // Its workers must reach the test's folder.
                        "daemon off;" + (System.getProperty("user.name").equals("root") ? " user root;" : ""))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("nginx.log").toFile())
                .start());
        Deadline.eventually(RunningIngest.PATIENCE, "nginx listens: " + folder.resolve("nginx.log"), () -> listens());
    }

    @AfterAll
    static void stop() throws InterruptedException {
        if (nginx.isPresent()) {
            nginx.get().destroy();
            nginx.get().waitFor();
            ingest.close();
        }
    }

    private static String configuration() throws IOException {
        String text = Files.readString(EXAMPLE);
        Map<String, String> replaced = Map.of(
                "listen 443 ssl", "listen 127.0.0.1:" + port + " ssl",
                "127.0.0.1:8080", "127.0.0.1:" + ingest.app().port(),
                "/etc/wahook/tls/meta-ca.pem", folder.resolve("ca.pem").toString(),
                "/etc/wahook/tls/", folder + "/",
                "/run/nginx.pid", folder.resolve("nginx.pid").toString(),
                "/var/log/nginx/error.log", folder.resolve("error.log").toString(),
                "/var/lib/nginx/body", folder.resolve("body").toString());
        for (String old : replaced.keySet().stream()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList()) {
            assertThat(text).contains(old);
            text = text.replace(old, replaced.get(old));
        }
        // Where its package keeps them, only root may write.
        String folders = Stream.of("proxy", "fastcgi", "uwsgi", "scgi")
                .map(kind -> "    %s_temp_path %s;%n".formatted(kind, folder.resolve(kind)))
                .collect(Collectors.joining());
        return text.replace("    access_log off;", folders + "    access_log off;");
    }

    @Test
    void metas_largest_webhook_is_in_the_queue_byte_for_byte() throws Exception {
        byte[] body = new byte[LARGEST_OF_META];
        new Random(1).nextBytes(body);

        assertThat(post(certificates.client(META), "/webhook", body, BodyPublishers.ofByteArray(body)))
                .isEqualTo(200);
        assertThat(post(
                        certificates.client(META),
                        "/webhook",
                        body,
                        BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))))
                .isEqualTo(200);

        assertThat(ingest.events()).hasSize(2).allMatch(event -> Arrays.equals(event.getBody(), body));
    }

    @Test
    void who_has_not_metas_certificate_does_not_reach_ingest() throws Exception {
        byte[] body = {'{', '}'};

        assertThat(post(certificates.clientWithout(), "/webhook", body, BodyPublishers.ofByteArray(body)))
                .isEqualTo(403);
        assertThat(post(certificates.client("client.example.com"), "/webhook", body, BodyPublishers.ofByteArray(body)))
                .isEqualTo(403);
        assertThat(post(certificates.client(META + ".example.com"), "/webhook", body, BodyPublishers.ofByteArray(body)))
                .isEqualTo(403);
        assertThat(ingest.events()).isEmpty();
    }

    @Test
    void what_is_too_large_and_what_is_not_for_the_internet_ends_at_the_proxy() throws Exception {
        byte[] large = new byte[5_000_000];

        assertThat(post(certificates.client(META), "/webhook", large, BodyPublishers.ofByteArray(large)))
                .isEqualTo(413);
        assertThat(post(certificates.client(META), "/metrics", large, BodyPublishers.noBody()))
                .isEqualTo(404);
    }

    @Test
    void callbacks_of_bots_reach_ingest_without_metas_certificate() throws Exception {
        String path = CallbackToken.PATH + CallbackToken.create();

        // 401 is ingest's: nginx passed a callback on that nobody has signed.
        assertThat(post(certificates.clientWithout(), path, new byte[0], BodyPublishers.ofString("{}")))
                .isEqualTo(401);
    }

    @Test
    void a_body_that_does_not_come_stays_at_the_proxy() throws Exception {
        try (Socket slow =
                certificates.client(META).getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
            slow.setSoTimeout(30_000);
            slow.getOutputStream()
                    .write(("POST /webhook HTTP/1.1\r\nHost: localhost\r\nX-Hub-Signature-256: sha256=" + "0".repeat(64)
                                    + "\r\nContent-Length: 1000\r\n\r\nx")
                            .getBytes(StandardCharsets.ISO_8859_1));
            // Ends after the time that the proxy gives a body.
            assertThat(slow.getInputStream().readAllBytes()).asString().doesNotContain(" 401 ");
        }
        assertThat(ingest.management("/metrics").body())
                .contains("wahook_webhooks_total{outcome=\"bad_signature\"} 0.0")
                .contains("wahook_webhooks_total{outcome=\"incomplete\"} 0.0");
    }

    private static int post(SSLContext tls, String path, byte[] body, BodyPublisher publisher)
            throws IOException, InterruptedException, GeneralSecurityException {
        try (HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(tls)
                .build()) {
            return http.send(
                            HttpRequest.newBuilder(URI.create("https://localhost:" + port + path))
                                    .timeout(Duration.ofSeconds(60))
                                    .header("X-Hub-Signature-256", ingest.meta().sign(body))
                                    .POST(publisher)
                                    .build(),
                            BodyHandlers.discarding())
                    .statusCode();
        }
    }

    private static boolean listens() {
        try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static Optional<Path> command(String name) {
        return Stream.concat(
                        Stream.of(Optional.ofNullable(System.getenv("PATH"))
                                .orElse("")
                                .split(":")),
                        Stream.of("/usr/sbin", "/usr/local/sbin"))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
