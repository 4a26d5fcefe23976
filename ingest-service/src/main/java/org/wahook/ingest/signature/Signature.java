package org.wahook.ingest.signature;

import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The signature that a request claims to have: well-formed, and not checked yet. */
public final class Signature {

    public static final String HEADER = "X-Hub-Signature-256";

    private static final String PREFIX = "sha256=";

    /** Meta sends lowercase; either case means the same bytes. */
    private static final Pattern FORM = Pattern.compile(PREFIX + "[0-9a-fA-F]{64}");

    private final byte[] bytes;

    private Signature(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Empty unless the header is there exactly once and well-formed. */
    public static Optional<Signature> parse(List<String> headers) {
        if (headers.size() != 1 || !FORM.matcher(headers.getFirst()).matches()) {
            return Optional.empty();
        }
        return Optional.of(
                new Signature(HexFormat.of().parseHex(headers.getFirst(), PREFIX.length(), PREFIX.length() + 64)));
    }

    byte[] bytes() {
        return bytes;
    }
}
