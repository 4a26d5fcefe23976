package org.wahook.sandbox.process;

import java.util.List;

/** A service ended by itself, or did not get ready; the message is for the person at the terminal. */
public final class ServiceFailedException extends RuntimeException {

    private static final long serialVersionUID = 1;
    private static final int LINES = 15;

    ServiceFailedException(ServiceJar service, String what) {
        super(message(service, what));
    }

    private static String message(ServiceJar service, String what) {
        List<String> lines = service.lastLines(LINES);
        String quoted = lines.isEmpty() ? "  (its log is empty)" : "  | " + String.join("\n  | ", lines);
        return "%s %s. The end of its log, %s:%n%s".formatted(service.name(), what, service.log(), quoted);
    }
}
