package org.wahook.http;

import jakarta.servlet.http.HttpServletRequest;

/** Says of a request's connection that its sender knows a secret. */
public final class TrustedClient {

    private TrustedClient() {}

    /** When connections are too many, those of strangers end first from now on. */
    public static void trust(HttpServletRequest request) {
        BodyReader.connectionOf(request).trust();
    }
}
