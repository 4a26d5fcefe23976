package org.wahook.sandbox.run;

import java.util.concurrent.ExecutionException;

/** What went wrong, for a person: the messages of a failure and its causes, without classes and stack. */
final class FailureText {

    private FailureText() {}

    static String of(Throwable failure) {
        StringBuilder text = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
            // Those who wrap often quote their cause already.
            if (!(cause instanceof ExecutionException) && text.indexOf(message) < 0) {
                text.append(text.isEmpty() ? "" : ": ").append(message);
            }
        }
        return text.toString();
    }
}
