package org.wahook.sandbox.run;

import java.security.SecureRandom;
import java.util.HexFormat;

/** What only this run knows, made anew each time. */
record Secrets(String app, String fallbackVerifyToken, String adminToken) {

    private static final int BYTES = 24;

    static Secrets make() {
        SecureRandom random = new SecureRandom();
        return new Secrets(hex(random), hex(random), hex(random));
    }

    private static String hex(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
