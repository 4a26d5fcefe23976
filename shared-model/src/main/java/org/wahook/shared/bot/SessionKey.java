package org.wahook.shared.bot;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.wahook.platform.config.Secret;

/**
 * Names a conversation to a bot that keeps it: the same for the same customer, 32 letters and digits, and nobody without
 * the chatbot's key can tell the phone number from it.
 */
final class SessionKey {

    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int BYTES = 20;

    private SessionKey() {}

    static String of(BotTurn turn, Secret key) {
        byte[] mac = hmac(
                key.isEmpty() ? turn.chatbotId() : key.reveal(),
                turn.conversation().id());
        return base32(Arrays.copyOf(mac, BYTES));
    }

    private static byte[] hmac(String key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no HmacSHA256", e);
        }
    }

    /** RFC 4648 in small letters; 20 bytes need no padding. */
    private static String base32(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        int buffer = 0;
        int bits = 0;
        for (byte one : bytes) {
            buffer = (buffer << 8) | (one & 0xff);
            bits += 8;
            while (bits >= 5) {
                bits -= 5;
                text.append(ALPHABET.charAt((buffer >> bits) & 31));
            }
            buffer &= (1 << bits) - 1;
        }
        return text.toString();
    }
}
