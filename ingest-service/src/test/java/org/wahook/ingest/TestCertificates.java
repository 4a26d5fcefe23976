package org.wahook.ingest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** An authority, a server's certificate and clients' certificates, made with openssl for one test. */
final class TestCertificates {

    private static final String PASSWORD = "changeit";

    private final Path folder;

    /** In the folder: {@code ca.pem}, {@code server.pem}, {@code server.key}. */
    TestCertificates(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        openssl("req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=test-authority -keyout ca.key -out ca.pem");
        issue("server", "localhost", "-addext subjectAltName=DNS:localhost,IP:127.0.0.1");
    }

    /** Trusts the authority; shows a certificate of this name. */
    SSLContext client(String commonName) throws IOException, InterruptedException, GeneralSecurityException {
        issue("client", commonName, "");
        openssl("pkcs12 -export -inkey client.key -in client.pem -name client -passout pass:" + PASSWORD
                + " -out client.p12");
        KeyStore store = KeyStore.getInstance(folder.resolve("client.p12").toFile(), PASSWORD.toCharArray());
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD.toCharArray());
        return context(keys.getKeyManagers());
    }

    /** Trusts the authority; shows nothing. */
    SSLContext clientWithout() throws IOException, InterruptedException, GeneralSecurityException {
        return context(new KeyManager[0]);
    }

    private SSLContext context(KeyManager[] keys) throws IOException, InterruptedException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        try (var in = Files.newInputStream(folder.resolve("ca.pem"))) {
            trusted.setCertificateEntry(
                    "ca",
                    java.security.cert.CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, trust.getTrustManagers(), new SecureRandom());
        return context;
    }

    private void issue(String name, String commonName, String more) throws IOException, InterruptedException {
        openssl("req -newkey rsa:2048 -nodes -subj /CN=%s -keyout %s.key -out %s.csr %s"
                .formatted(commonName, name, name, more));
        openssl(
                "x509 -req -in %s.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -copy_extensions copy -out %s.pem"
                        .formatted(name, name));
    }

    private void openssl(String arguments) throws IOException, InterruptedException {
        List<String> command = new java.util.ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments.strip().split(" +")));
        Path log = folder.resolve("openssl.log");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (process.waitFor() != 0) {
            throw new IllegalStateException("openssl " + arguments + ": " + Files.readString(log));
        }
    }
}
