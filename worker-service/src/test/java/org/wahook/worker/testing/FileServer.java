package org.wahook.worker.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import okhttp3.OkHttpClient;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;

/** Where bots keep their files, over TLS, and what may be wrong with it. */
public final class FileServer implements AutoCloseable {

    /** Resolves to this server in tests. */
    public static final String HOST = "files.example";

    private static final HeldCertificate CERTIFICATE = new HeldCertificate.Builder()
            .commonName(HOST)
            .addSubjectAlternativeName(HOST)
            .addSubjectAlternativeName("127.0.0.1")
            .addSubjectAlternativeName("inside.example")
            .addSubjectAlternativeName("rebound.example")
            .build();

    private final HttpsServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Given> given = new ConcurrentHashMap<>();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();

    /** What is at a path. */
    public sealed interface Given {
        @SuppressWarnings("ArrayRecordComponent") // compared by nobody
        record File(String contentType, byte[] bytes) implements Given {}

        record Redirect(String location) implements Given {}

        /** One that begins as it should, and has no end. */
        @SuppressWarnings("ArrayRecordComponent") // compared by nobody
        record Endless(byte[] beginning) implements Given {}

        /** One that says how large it is, and is not. */
        record Announced(long bytes) implements Given {}

        record Drip(Duration every) implements Given {}

        record Status(int status) implements Given {}
    }

    /** A request. */
    public record Seen(String path, Map<String, List<String>> headers) {}

    public FileServer() {
        try {
            server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        HandshakeCertificates ours =
                new HandshakeCertificates.Builder().heldCertificate(CERTIFICATE).build();
        server.setHttpsConfigurator(new HttpsConfigurator(ours.sslContext()));
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /** Trusts this server. */
    public static OkHttpClient client() {
        HandshakeCertificates trust = new HandshakeCertificates.Builder()
                .addTrustedCertificate(CERTIFICATE.certificate())
                .build();
        return new OkHttpClient.Builder()
                .sslSocketFactory(trust.sslSocketFactory(), trust.trustManager())
                .build();
    }

    /** For {@code OUTGOING_CA}. */
    public static String authorityPem() {
        return CERTIFICATE.certificatePem();
    }

    public String url(String path) {
        return url(HOST, path);
    }

    public String url(String host, String path) {
        return "https://%s:%d%s".formatted(host, server.getAddress().getPort(), path);
    }

    public String give(String path, Given what) {
        given.put(path, what);
        return url(path);
    }

    public String give(String path, String contentType, byte[] bytes) {
        return give(path, new Given.File(contentType, bytes));
    }

    public List<Seen> seen() {
        return seen;
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        seen.add(new Seen(path, Map.copyOf(exchange.getRequestHeaders())));
        try (exchange) {
            answer(exchange, given.getOrDefault(path, new Given.Status(404)));
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private static void answer(HttpExchange exchange, Given what) throws IOException, InterruptedException {
        switch (what) {
            case Given.File(String type, byte[] bytes) -> {
                exchange.getResponseHeaders().set("Content-Type", type);
                exchange.sendResponseHeaders(200, bytes.length);
                exchange.getResponseBody().write(bytes);
            }
            case Given.Redirect(String location) -> {
                exchange.getResponseHeaders().set("Location", location);
                exchange.getResponseHeaders().set("Set-Cookie", "secret=1");
                exchange.sendResponseHeaders(302, -1);
            }
            case Given.Endless(byte[] beginning) -> {
                exchange.sendResponseHeaders(200, 0);
                OutputStream body = exchange.getResponseBody();
                body.write(beginning);
                byte[] zeros = new byte[64 * 1024];
                while (true) {
                    body.write(zeros);
                }
            }
            case Given.Announced(long bytes) -> exchange.sendResponseHeaders(200, bytes);
            case Given.Drip(Duration every) -> {
                exchange.sendResponseHeaders(200, 0);
                OutputStream body = exchange.getResponseBody();
                while (true) {
                    body.write(0xFF);
                    body.flush();
                    Thread.sleep(every);
                }
            }
            case Given.Status(int status) -> exchange.sendResponseHeaders(status, -1);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        server.stop(0);
    }
}
