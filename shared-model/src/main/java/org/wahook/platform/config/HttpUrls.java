package org.wahook.platform.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** URLs that a request can be sent to. */
public final class HttpUrls {

    private static final int HIGHEST_PORT = 65_535;
    private static final int LONGEST_HOST = 253;
    private static final int LONGEST_LABEL = 63;

    private HttpUrls() {}

    /** Empty unless it is an http or https URL with a host that may exist and a port from 1 to 65535, or none. */
    public static Optional<URI> parse(String text) {
        try {
            URI url = new URI(text);
            boolean http = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
            return http && hasHost(url) && hasPort(url) ? Optional.of(url) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static boolean hasHost(URI url) {
        String host = url.getHost();
        if (host == null || host.length() > LONGEST_HOST) {
            return false;
        }
        for (String label : host.split("\\.", -1)) {
            if (label.length() > LONGEST_LABEL) {
                return false;
            }
        }
        return true;
    }

    /** A URL without a port has -1. */
    private static boolean hasPort(URI url) {
        return url.getPort() == -1 || isPort(url.getPort());
    }

    static boolean isPort(int number) {
        return number >= 1 && number <= HIGHEST_PORT;
    }
}
