package org.wahook.shared.bot;

import java.io.IOException;

/** A bot answers more than anyone could send. */
public final class AnswerTooLargeException extends IOException {

    private static final long serialVersionUID = 1L;

    static final String WHAT = "the answer is larger than 1 MiB";

    public AnswerTooLargeException() {
        super(WHAT);
    }
}
