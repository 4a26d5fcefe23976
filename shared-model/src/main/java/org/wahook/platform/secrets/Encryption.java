package org.wahook.platform.secrets;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.subtle.AesGcmJce;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.wahook.platform.config.Secret;

/**
 * AES-256-GCM. A stored secret looks like {@code enc:v1:<key id>:<Base64>}; everything else is one in clear. The first
 * key writes, all read; without keys secrets are written in clear.
 */
public final class Encryption {

    private static final String PREFIX = "enc:v1:";
    private static final int KEY_ID_BYTES = 4;

    private final Map<String, Aead> keys = new LinkedHashMap<>();
    private final Optional<String> writing;

    private Encryption(List<Secret> base64Keys) {
        base64Keys.forEach(key -> keys.putIfAbsent(idOf(decode(key)), aead(decode(key))));
        writing = keys.keySet().stream().findFirst();
    }

    /** @param base64Keys each of 32 bytes; none at all leaves secrets in clear */
    public static Encryption with(List<Secret> base64Keys) {
        return new Encryption(base64Keys);
    }

    public static Encryption none() {
        return new Encryption(List.of());
    }

    public boolean on() {
        return writing.isPresent();
    }

    /** The form in which a secret is stored. An empty one stays empty. */
    public String seal(Secret secret, SecretOwner owner) {
        if (writing.isEmpty() || secret.isEmpty()) {
            return secret.reveal();
        }
        String id = writing.get();
        try {
            byte[] sealed = key(id).encrypt(secret.reveal().getBytes(StandardCharsets.UTF_8), owner.bytes());
            return PREFIX + id + ":" + Base64.getEncoder().withoutPadding().encodeToString(sealed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM could not encrypt", e);
        }
    }

    /** Reads what is stored, encrypted with any of the keys or in clear. */
    public Decrypted open(String stored, SecretOwner owner) {
        if (!stored.startsWith(PREFIX)) {
            return new Decrypted.Clear(new Secret(stored));
        }
        String[] parts = stored.substring(PREFIX.length()).split(":", 2);
        Aead key = keys.get(parts[0]);
        if (key == null || parts.length < 2) {
            return new Decrypted.Unreadable("ENCRYPTION_KEYS has no key with the id " + keyIdForLog(parts[0]));
        }
        try {
            byte[] clear = key.decrypt(Base64.getDecoder().decode(parts[1]), owner.bytes());
            return new Decrypted.Clear(new Secret(new String(clear, StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return new Decrypted.Unreadable("it was damaged, or copied from another row");
        }
    }

    /** How the stored form begins that the first key writes. */
    public String currentPrefix() {
        return PREFIX + writing.orElse("") + ":";
    }

    private Aead key(String id) {
        Aead key = keys.get(id);
        if (key == null) {
            throw new IllegalStateException("there is no key " + id);
        }
        return key;
    }

    private static Aead aead(byte[] key) {
        try {
            return new AesGcmJce(key);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no AES-256-GCM", e);
        }
    }

    private static byte[] decode(Secret base64) {
        return Base64.getDecoder().decode(base64.reveal());
    }

    /** Tells keys apart without telling anything of them. */
    private static String idOf(byte[] key) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update("wahook key id".getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(key), 0, KEY_ID_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }

    private static String keyIdForLog(String id) {
        return id.matches("[0-9a-f]{8}") ? id : "(unreadable)";
    }
}
