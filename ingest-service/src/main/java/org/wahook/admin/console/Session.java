package org.wahook.admin.console;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.wahook.admin.rest.Problem;

/** One browser that is logged in, and a word for the next page that it looks at. */
final class Session {

    private final AtomicReference<Optional<Notice>> notice = new AtomicReference<>(Optional.empty());

    /**
     * What has just happened.
     *
     * @param good whether it is what was wanted
     */
    public record Notice(boolean good, String text) {}

    void say(String text) {
        notice.set(Optional.of(new Notice(true, text)));
    }

    void complain(String text) {
        notice.set(Optional.of(new Notice(false, text)));
    }

    /** Says why something was not done, and goes back to the page that asked for it. */
    Function<Problem, ConsoleResponse> complainAt(ConsoleResponse page) {
        return problem -> {
            complain(problem.words());
            return page;
        };
    }

    /** Said once. */
    Optional<Notice> takeNotice() {
        return notice.getAndSet(Optional.empty());
    }
}
