package org.wahook.http;

import java.util.Locale;

/** Why the limits ended a connection or the reading of a body. */
enum EndReason {
    /** No request came. */
    IDLE,
    /** Its headers did not end in time. */
    SLOW_HEADERS,
    /** Its body stood still, came too slowly, or took too long. */
    SLOW_BODY,
    /** It had waited longest when connections were too many. */
    TOO_MANY_CONNECTIONS,
    /** Its body was the oldest when bodies took too much memory. */
    BODY_MEMORY;

    /** As it stands in metrics. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
