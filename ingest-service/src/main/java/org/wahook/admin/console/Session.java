package org.wahook.admin.console;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.wahook.admin.rest.Problem;

/** A logged-in browser, with a notice for its next page. */
final class Session {

    private final AtomicReference<Optional<Notice>> notice = new AtomicReference<>(Optional.empty());

    /**
     * What has just happened.
     *
     * @param good whether it succeeded
     */
    public record Notice(boolean good, String text) {}

    void succeeded(String text) {
        notice.set(Optional.of(new Notice(true, text)));
    }

    void failed(String text) {
        notice.set(Optional.of(new Notice(false, text)));
    }

    /** Shows why something was not done on the page that asked for it. */
    Function<Problem, ConsoleResponse> failedAt(ConsoleResponse page) {
        return problem -> {
            failed(problem.words());
            return page;
        };
    }

    /** The notice; it is shown once. */
    Optional<Notice> takeNotice() {
        return notice.getAndSet(Optional.empty());
    }
}
