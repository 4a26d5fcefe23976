package org.wahook.sandbox.phone;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;

/**
 * The bistro's photo over https, with a certificate of an authority that is made at each start. Whoever is given that
 * authority, as {@code OUTGOING_CA}, fetches the photo by the same rules as from any other host.
 */
public final class PictureServer implements AutoCloseable {

    /** As the bot names it in {@code bot.hosts}. */
    public static final String HOST = "127.0.0.1";

    private static final String PATH = "/dining-room.png";

    private final HeldCertificate authority = new HeldCertificate.Builder()
            .commonName("wahook demo authority")
            .certificateAuthority(0)
            .build();

    private final byte[] picture = PhoneFile.picture().bytes();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpsServer server;

    private PictureServer() {
        HeldCertificate own = new HeldCertificate.Builder()
                .commonName(HOST)
                .addSubjectAlternativeName(HOST)
                .signedBy(authority)
                .build();
        try {
            server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException("A server for the demo's photo could not be started", e);
        }
        server.setHttpsConfigurator(new HttpsConfigurator(new HandshakeCertificates.Builder()
                .heldCertificate(own, authority.certificate())
                .build()
                .sslContext()));
        server.setExecutor(threads);
        server.createContext(PATH, this::give);
        server.start();
    }

    /** On a free port. */
    public static PictureServer start() {
        return new PictureServer();
    }

    public String url() {
        return "https://%s:%d%s".formatted(HOST, server.getAddress().getPort(), PATH);
    }

    /** For {@code OUTGOING_CA}. */
    public String authorityPem() {
        return authority.certificatePem();
    }

    private void give(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders()
                    .set("Content-Type", PhoneFile.picture().mimeType());
            exchange.sendResponseHeaders(200, picture.length);
            exchange.getResponseBody().write(picture);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
