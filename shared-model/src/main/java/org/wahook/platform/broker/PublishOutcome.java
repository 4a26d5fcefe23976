package org.wahook.platform.broker;

/** The outcome of a publish. Only {@link Confirmed} means that it is durable. */
public sealed interface PublishOutcome {

    /** On a majority of the queue's replicas, and on disk. */
    record Confirmed() implements PublishOutcome {}

    /** The broker refused it: a queue is full, or failed. */
    record Nacked() implements PublishOutcome {}

    /** No queue is bound to its key. */
    record Unroutable() implements PublishOutcome {}

    /** No answer in time. It may still become durable. */
    record TimedOut() implements PublishOutcome {}

    /** The broker is unavailable or blocks publishers. */
    record Unavailable(String why) implements PublishOutcome {}

    /** Too many messages await their confirms already. */
    record Full() implements PublishOutcome {}

    default boolean confirmed() {
        return this instanceof Confirmed;
    }

    /** A word for logs and metrics. */
    default String word() {
        return switch (this) {
            case Confirmed() -> "confirmed";
            case Nacked() -> "nacked";
            case Unroutable() -> "unroutable";
            case TimedOut() -> "timed_out";
            case Unavailable(String why) -> "unavailable";
            case Full() -> "full";
        };
    }
}
