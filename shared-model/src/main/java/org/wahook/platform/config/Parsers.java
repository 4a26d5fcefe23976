package org.wahook.platform.config;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Parsers for {@link Setting}; each throws {@link IllegalArgumentException} on a bad value. */
public final class Parsers {

    private static final int ENCRYPTION_KEY_BYTES = 32;

    private Parsers() {}

    public static Function<String, Integer> between(int least, int most) {
        return text -> {
            int value = Integer.parseInt(text);
            if (value < least || value > most) {
                throw new IllegalArgumentException("expected %d to %d".formatted(least, most));
            }
            return value;
        };
    }

    public static Function<String, Integer> port() {
        return between(0, 65_535);
    }

    public static boolean truth(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("expected true or false");
        };
    }

    public static Function<String, String> oneOf(String... values) {
        return text -> {
            if (!List.of(values).contains(text)) {
                throw new IllegalArgumentException("expected one of " + Arrays.toString(values));
            }
            return text;
        };
    }

    /** An {@code http} or {@code https} URL; a slash at its end is taken off. */
    public static String httpUrl(String text) {
        URI uri = HttpUrls.parse(text).orElseThrow(() -> new IllegalArgumentException("expected an http or https URL"));
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException("expected a URL without a query");
        }
        return text.replaceAll("/+$", "");
    }

    /** Part of a whole. */
    public static double share(String text) {
        double value = Double.parseDouble(text);
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException("expected 0 to 1");
        }
        return value;
    }

    /** HTTP headers as OpenTelemetry's specification writes them: {@code name=value}, comma-separated, percent-encoded. */
    public static Map<String, Secret> headers(String text) {
        Map<String, Secret> headers = new LinkedHashMap<>();
        for (String pair : text.split(",", -1)) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("expected name=value");
            }
            String value =
                    URLDecoder.decode(pair.substring(equals + 1).strip().replace("+", "%2B"), StandardCharsets.UTF_8);
            headers.put(pair.substring(0, equals).strip(), new Secret(value));
        }
        return headers;
    }

    /** Comma-separated secrets, none of them empty. */
    public static List<Secret> secrets(String text) {
        List<Secret> secrets = Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(one -> !one.isEmpty())
                .map(Secret::new)
                .toList();
        if (secrets.isEmpty()) {
            throw new IllegalArgumentException("expected at least one secret");
        }
        return secrets;
    }

    /** Comma-separated keys of 32 bytes in Base64, as {@code openssl rand -base64 32} prints them. */
    public static List<Secret> encryptionKeys(String text) {
        List<Secret> keys = secrets(text);
        for (Secret key : keys) {
            if (Base64.getDecoder().decode(key.reveal()).length != ENCRYPTION_KEY_BYTES) {
                throw new IllegalArgumentException("expected 32 bytes");
            }
        }
        return keys;
    }
}
