package org.wahook.worker.media.store;

/** The store did not do what it was asked; what it says names the setting to look at, and no secret. */
final class StoreFailedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String why;

    StoreFailedException(String why, Throwable cause) {
        super(why, cause);
        this.why = why;
    }

    String why() {
        return why;
    }
}
