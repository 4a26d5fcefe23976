package org.wahook.shared.bot;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/** Where a bot may post a later answer: 32 random bytes in a URL. Only their hash is kept. */
public final class CallbackToken {

    /** Of the listener that Meta's webhooks come to; the token follows. */
    public static final String PATH = "/callbacks/";

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BYTES = 32;
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    private CallbackToken() {}

    public static String create() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    public static boolean isWellFormed(String token) {
        return FORM.matcher(token).matches();
    }

    public static byte[] hash(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    /** As it stands in a message's header. */
    public static String inHeader(byte[] hash) {
        return HexFormat.of().formatHex(hash);
    }

    /** Empty where it is no such header. */
    public static Optional<byte[]> fromHeader(String header) {
        return HASH.matcher(header).matches() ? Optional.of(HexFormat.of().parseHex(header)) : Optional.empty();
    }
}
