package org.wahook.ingest.signature;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.wahook.platform.config.Secret;

/** Checks a webhook's HMAC-SHA256 over the bytes as they came, before anything is parsed. */
public final class SignatureVerifier {

    private static final String ALGORITHM = "HmacSHA256";

    /**
     * One keyed MAC for each secret, used only as a template: cloning it saves looking up the algorithm and the key.
     */
    private final List<Mac> keyed;

    /** @param appSecrets any of them may have signed, so that Meta's app secret can be changed without a gap */
    public SignatureVerifier(List<Secret> appSecrets) {
        if (appSecrets.isEmpty() || appSecrets.stream().anyMatch(Secret::isEmpty)) {
            throw new IllegalArgumentException("expected at least one app secret, and none empty");
        }
        this.keyed = appSecrets.stream().map(SignatureVerifier::keyed).toList();
    }

    /** The webhook, where one of the secrets gives this signature for exactly these bytes. */
    public Optional<VerifiedWebhook> verify(Signature signature, byte[] body) {
        for (Mac mac : keyed) {
            if (MessageDigest.isEqual(digest(mac, body), signature.bytes())) {
                return Optional.of(new VerifiedWebhook(body));
            }
        }
        return Optional.empty();
    }

    private static byte[] digest(Mac keyed, byte[] body) {
        try {
            return ((Mac) keyed.clone()).doFinal(body);
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("this JDK's " + ALGORITHM + " can't be cloned", e);
        }
    }

    private static Mac keyed(Secret secret) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.reveal().getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no " + ALGORITHM, e);
        }
    }
}
