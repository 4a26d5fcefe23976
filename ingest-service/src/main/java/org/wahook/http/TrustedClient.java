package org.wahook.http;

import jakarta.servlet.http.HttpServletRequest;

/** Marks a request's connection as one whose sender knows a secret. */
public final class TrustedClient {

    private TrustedClient() {}

    /** When there are too many connections, unmarked ones end first. */
    public static void trust(HttpServletRequest request) {
        BodyReader.connectionOf(request).trust();
    }
}
