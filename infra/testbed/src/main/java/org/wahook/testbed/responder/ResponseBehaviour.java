package org.wahook.testbed.responder;

import java.time.Duration;
import java.util.Map;

/** How the simulated response API answers one request. */
public sealed interface ResponseBehaviour {

    /** 200 and {@code {"response": text}}. */
    record Reply(String text) implements ResponseBehaviour {}

    /** 200 and the bare text as {@code text/plain}. */
    record PlainText(String text) implements ResponseBehaviour {}

    /** Any answer at all. */
    record Raw(int status, String contentType, String body, Map<String, String> headers) implements ResponseBehaviour {
        public Raw {
            headers = Map.copyOf(headers);
        }

        /** A JSON answer with no further headers. */
        public static Raw json(int status, String body) {
            return new Raw(status, "application/json", body, Map.of());
        }
    }

    /** Another one, after a while. */
    record After(Duration delay, ResponseBehaviour then) implements ResponseBehaviour {}

    /** Says nothing until the server is closed. */
    record Hang() implements ResponseBehaviour {}

    /** Closes the connection without a byte. */
    record HangUp() implements ResponseBehaviour {}
}
