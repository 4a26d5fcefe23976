package org.wahook.sandbox.run;

/** Secrets and phone numbers as a transcript may show them: enough to recognise, too little to use. */
final class Masking {

    private static final int SHOWN = 4;

    private Masking() {}

    static String secret(String secret) {
        return secret.substring(0, Math.min(SHOWN, secret.length() / 2)) + "***";
    }

    static String phone(String contact) {
        return "***" + contact.substring(Math.max(0, contact.length() - SHOWN));
    }
}
