package org.wahook.platform.config;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/**
 * Where RabbitMQ's management API is.
 *
 * @param base without credentials and without a slash at its end, so that it may be logged
 */
public record ManagementUrl(String base, String user, Secret password) {

    public static final String EXPECTS = "http://user:password@host:15672 (or https)";

    /** @throws IllegalArgumentException on anything else, and where no user is named */
    public static ManagementUrl parse(String text) {
        Parsers.httpUrl(text);
        URI uri = URI.create(text);
        if (uri.getRawUserInfo() == null) {
            throw new IllegalArgumentException("expected " + EXPECTS);
        }
        String[] credentials = uri.getRawUserInfo().split(":", 2);
        String base = text.replace(uri.getRawUserInfo() + "@", "").replaceAll("/+$", "");
        return new ManagementUrl(
                base, decode(credentials[0]), new Secret(credentials.length > 1 ? decode(credentials[1]) : ""));
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
