package org.wahook.worker.reply;

import java.util.Locale;
import org.wahook.platform.tracing.Span;

/** The stages of a turn, as metrics, traces and logs name them. */
public enum Stage {
    CLAIM(Span.Kind.INTERNAL),
    /** One look at the conversation; a client's quiet time is not in it. */
    HISTORY(Span.Kind.INTERNAL),
    /** The client's response API, with its circuit breaker. */
    ASK(Span.Kind.CLIENT),
    DRAFT(Span.Kind.INTERNAL),
    /** The Graph API, and the marks before and after each part. */
    SEND(Span.Kind.CLIENT),
    FINISH(Span.Kind.INTERNAL);

    private final Span.Kind kind;

    Stage(Span.Kind kind) {
        this.kind = kind;
    }

    Span.Kind kind() {
        return kind;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
