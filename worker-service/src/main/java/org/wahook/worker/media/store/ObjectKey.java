package org.wahook.worker.media.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;

/**
 * Names of objects: {@code <client>/<year>-<month>/<32 hexadecimal digits>}. Nobody can guess one, and none tells of a customer.
 * Each client has a prefix of its own, so that the bucket can have rules for it.
 */
final class ObjectKey {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final DateTimeFormatter MONTH =
            DateTimeFormatter.ofPattern("yyyy-MM").withZone(ZoneOffset.UTC);
    private static final int RANDOM_BYTES = 16;
    private static final int LONGEST_PREFIX = 64;

    private ObjectKey() {}

    static String create(String chatbotId, Instant now) {
        byte[] random = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(random);
        return prefix(chatbotId) + "/" + MONTH.format(now) + "/"
                + HexFormat.of().formatHex(random);
    }

    /** The chatbot's id, where S3 and URLs have no other use for its characters; two ids never have the same prefix. */
    static String prefix(String chatbotId) {
        String plain = chatbotId.replaceAll("[^A-Za-z0-9_-]", "_");
        return plain.equals(chatbotId) && plain.length() <= LONGEST_PREFIX
                ? plain
                : plain.substring(0, Math.min(plain.length(), LONGEST_PREFIX)) + "." + hash(chatbotId);
    }

    private static String hash(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
