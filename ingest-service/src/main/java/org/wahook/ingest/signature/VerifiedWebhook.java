package org.wahook.ingest.signature;

/** The body of a webhook whose signature is right, byte for byte as it came. Only {@link SignatureVerifier} makes one. */
public final class VerifiedWebhook {

    private final byte[] body;

    VerifiedWebhook(byte[] body) {
        this.body = body;
    }

    /** Not copied, since it may be megabytes. Do not change it. */
    public byte[] body() {
        return body;
    }
}
