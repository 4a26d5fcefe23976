package org.wahook.platform.tracing;

import java.util.List;

/** Tracing that is off. */
final class NoTracing implements Tracing {

    static final Tracing TRACING = new NoTracing();
    static final Span SPAN = new NoSpan();

    private NoTracing() {}

    @Override
    public boolean on() {
        return false;
    }

    @Override
    public Span start(Span.Start start, String parent, List<String> links) {
        return SPAN;
    }

    @Override
    public void close() {
        // Nothing waits.
    }

    private static final class NoSpan implements Span {

        private static final Scope SCOPE = () -> {};

        @Override
        public String traceparent() {
            return "";
        }

        @Override
        public Span child(String name, Kind kind) {
            return this;
        }

        @Override
        public Span with(String key, String value) {
            return this;
        }

        @Override
        public Span with(String key, long value) {
            return this;
        }

        @Override
        public Span failed(String why) {
            return this;
        }

        @Override
        public Scope inLogs() {
            return SCOPE;
        }

        @Override
        public void close() {
            // It never began.
        }
    }
}
