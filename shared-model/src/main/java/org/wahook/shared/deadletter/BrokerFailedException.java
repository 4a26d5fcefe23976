package org.wahook.shared.deadletter;

/** RabbitMQ is unavailable, or has no queue for what is replayed. Letters that were not done stay where they are. */
public final class BrokerFailedException extends IllegalStateException {

    private static final long serialVersionUID = 1;

    private final int done;

    BrokerFailedException(int done, Exception cause) {
        super(
                "RabbitMQ can't be asked for dead letters%s: %s"
                        .formatted(done == 0 ? "" : " any more, after " + done, cause.getMessage()),
                cause);
        this.done = done;
    }

    static BrokerFailedException busy() {
        return new BrokerFailedException(
                0, new java.util.concurrent.TimeoutException("somebody else is going through them; try again later"));
    }

    /** Letters that had been replayed or discarded by then. */
    public int done() {
        return done;
    }
}
