package org.wahook.platform.tracing;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** W3C's header <a href="https://www.w3.org/TR/trace-context/#traceparent-header">traceparent</a>, version 00. */
final class Traceparent {

    private static final Pattern FORM = Pattern.compile("00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})");

    private Traceparent() {}

    static String write(SpanContext context) {
        return "00-" + context.getTraceId() + "-" + context.getSpanId() + "-"
                + context.getTraceFlags().asHex();
    }

    /** Empty where the text is none: anybody may publish a message by hand. */
    static Optional<SpanContext> read(String text) {
        Matcher found = FORM.matcher(text);
        return found.matches()
                ? Optional.of(SpanContext.createFromRemoteParent(
                                found.group(1),
                                found.group(2),
                                TraceFlags.fromHex(found.group(3), 0),
                                TraceState.getDefault()))
                        .filter(SpanContext::isValid)
                : Optional.empty();
    }
}
