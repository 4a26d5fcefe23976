package org.wahook.admin.chatbot;

import java.net.URI;
import java.util.Locale;

/** Whom a request to a URL reaches. */
record UrlOrigin(String scheme, String host, int port) {

    private static final UrlOrigin NOWHERE = new UrlOrigin("", "", -1);

    /** Of a URL that was stored by somebody else and is none: an origin that no URL has. */
    static UrlOrigin of(String url) {
        try {
            URI uri = URI.create(url);
            if (uri.getScheme() == null || uri.getHost() == null) {
                return NOWHERE;
            }
            String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
            int usual = scheme.equals("https") ? 443 : 80;
            return new UrlOrigin(
                    scheme, uri.getHost().toLowerCase(Locale.ROOT), uri.getPort() < 0 ? usual : uri.getPort());
        } catch (IllegalArgumentException e) {
            return NOWHERE;
        }
    }
}
