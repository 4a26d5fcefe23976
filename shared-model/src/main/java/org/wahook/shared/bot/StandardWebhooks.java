package org.wahook.shared.bot;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.wahook.platform.config.Secret;

/**
 * Signatures of Standard Webhooks 1.0 (standardwebhooks.com): HMAC-SHA256 over id, time and the raw body, by a secret
 * that is written {@code whsec_} and Base64.
 */
public final class StandardWebhooks {

    public static final String SECRET_PREFIX = "whsec_";

    /** How far the signer's clock may be from ours. */
    public static final Duration TOLERANCE = Duration.ofMinutes(5);

    private static final int SHORTEST_KEY = 24;
    private static final int LONGEST_KEY = 64;
    private static final String SCHEME = "v1,";

    private StandardWebhooks() {}

    /** Empty where the secret is what the standard asks for. The complaint ends the sentence "It must …". */
    public static Optional<String> complaint(String secret) {
        return key(secret).isPresent()
                ? Optional.empty()
                : Optional.of("be whsec_ and the Base64 form of 24 to 64 random bytes");
    }

    /** The value of the header {@code webhook-signature}. */
    public static String sign(Secret secret, String id, String timestamp, byte[] body) {
        byte[] key = key(secret.reveal()).orElseThrow(() -> new IllegalArgumentException("not a signing secret"));
        return SCHEME + Base64.getEncoder().encodeToString(hmac(key, id, timestamp, body));
    }

    /**
     * Whether any of the signatures in the header is by this secret, and the time is near ours.
     *
     * @param signatures the header {@code webhook-signature}: several are separated by spaces
     */
    public static boolean verify(
            Secret secret, String id, String timestamp, String signatures, byte[] body, Instant now) {
        Optional<byte[]> key = key(secret.reveal());
        if (key.isEmpty() || id.isEmpty() || !timestamp.matches("\\d{1,11}")) {
            return false;
        }
        Duration apart = Duration.between(Instant.ofEpochSecond(Long.parseLong(timestamp)), now)
                .abs();
        byte[] expected = hmac(key.get(), id, timestamp, body);
        return apart.compareTo(TOLERANCE) <= 0
                && Stream.of(signatures.split(" ", 20))
                        .filter(one -> one.startsWith(SCHEME))
                        .map(one -> decoded(one.substring(SCHEME.length())))
                        .anyMatch(one -> MessageDigest.isEqual(expected, one));
    }

    private static Optional<byte[]> key(String secret) {
        if (!secret.startsWith(SECRET_PREFIX)) {
            return Optional.empty();
        }
        byte[] key = decoded(secret.substring(SECRET_PREFIX.length()));
        return key.length >= SHORTEST_KEY && key.length <= LONGEST_KEY ? Optional.of(key) : Optional.empty();
    }

    /** Nothing where it is no Base64. */
    private static byte[] decoded(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    private static byte[] hmac(byte[] key, String id, String timestamp, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HmacSHA256", e);
        }
    }
}
