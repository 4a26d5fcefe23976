package org.wahook.platform.broker;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Which certificates are trusted: the JDK's, or only those of a file. The AMQP client's own shortcut trusts all. */
final class TlsTrust {

    private TlsTrust() {}

    /** @throws IllegalStateException where the file holds no certificates */
    static SSLContext context(Optional<Path> caFile) {
        try {
            return caFile.isEmpty() ? SSLContext.getDefault() : trusting(caFile.get());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This JDK has no TLS context", e);
        }
    }

    private static SSLContext trusting(Path caFile) throws NoSuchAlgorithmException {
        try (InputStream pem = Files.newInputStream(caFile)) {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                trusted.setCertificateEntry("ca-" + trusted.size(), one);
            }
            if (trusted.size() == 0) {
                throw new IllegalStateException("%s holds no certificates".formatted(caFile));
            }
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (NoSuchAlgorithmException e) {
            throw e;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("%s holds no certificates in PEM".formatted(caFile), e);
        }
    }
}
