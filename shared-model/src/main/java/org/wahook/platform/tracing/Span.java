package org.wahook.platform.tracing;

import java.time.Instant;

/** A step of the work on a message, from when it was started until it is closed. */
public interface Span extends AutoCloseable {

    /** Whose side of a conversation between processes it is. */
    enum Kind {
        SERVER,
        PRODUCER,
        CONSUMER,
        CLIENT,
        INTERNAL
    }

    /** What a span is where nothing is traced. */
    Span NONE = NoTracing.SPAN;

    /** This step in W3C's {@code traceparent} form, for whoever goes on with the work; empty where nothing is traced. */
    String traceparent();

    /** The span of a part of this step. */
    Span child(String name, Kind kind);

    /** Says something about the step; never a secret, a text or a contact. */
    Span with(String key, String value);

    Span with(String key, long value);

    /** The step did not succeed. */
    Span failed(String why);

    /** Until it is closed this thread's log lines have the {@code trace_id}. */
    Scope inLogs();

    @Override
    void close();

    /** A section of code. */
    interface Scope extends AutoCloseable {
        @Override
        void close();
    }

    /** The beginning of a span that is told later than it was. */
    record Start(String name, Kind kind, Instant at) {

        public static Start now(String name, Kind kind) {
            return new Start(name, kind, Instant.now());
        }
    }
}
