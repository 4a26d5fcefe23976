package org.wahook.platform.outgoing;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The setting {@code OUTGOING_CA}: certificate authorities of a company's own, which are trusted besides the public ones
 * where a bot, a transcription endpoint or a bot's file is asked. Never where Meta is.
 */
public final class OutgoingTrust {

    public static final String EXPECTS = "certificates in PEM";

    /** The public authorities alone. */
    public static final OutgoingTrust USUAL = new OutgoingTrust(List.of());

    private final List<X509Certificate> authorities;

    private OutgoingTrust(List<X509Certificate> authorities) {
        this.authorities = List.copyOf(authorities);
    }

    /** What an HTTP client needs for it. */
    public record Tls(SSLSocketFactory sockets, X509TrustManager trust) {}

    /** @throws IllegalArgumentException where the text is not what {@link #EXPECTS} says */
    public static OutgoingTrust parse(String pem) {
        try {
            List<X509Certificate> found = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))
                    .stream()
                    .map(X509Certificate.class::cast)
                    .toList();
            if (found.isEmpty()) {
                throw new IllegalArgumentException("expected " + EXPECTS);
            }
            return new OutgoingTrust(found);
        } catch (CertificateException e) {
            throw new IllegalArgumentException("expected " + EXPECTS, e);
        }
    }

    /**
     * Empty where an HTTP client needs nothing of ours. Reads all public authorities, which takes a moment.
     *
     * @throws IllegalStateException where this Java has no TLS
     */
    public Optional<Tls> tls() {
        if (authorities.isEmpty()) {
            return Optional.empty();
        }
        try {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            for (X509Certificate one : manager(null).getAcceptedIssuers()) {
                trusted.setCertificateEntry("public-" + trusted.size(), one);
            }
            for (X509Certificate one : authorities) {
                trusted.setCertificateEntry("own-" + trusted.size(), one);
            }
            X509TrustManager both = manager(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new X509TrustManager[] {both}, null);
            return Optional.of(new Tls(context.getSocketFactory(), both));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("This Java can't trust the authorities of OUTGOING_CA", e);
        }
    }

    /** @param trusted null for the public authorities, as Java has it */
    private static X509TrustManager manager(@Nullable KeyStore trusted) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        return Arrays.stream(factory.getTrustManagers())
                .filter(X509TrustManager.class::isInstance)
                .map(X509TrustManager.class::cast)
                .findFirst()
                .orElseThrow(() -> new GeneralSecurityException("no X.509 trust manager"));
    }
}
