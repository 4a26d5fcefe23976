package org.wahook.testbed.meta;

import java.time.Duration;

/** How simulated Meta treats one send, when not as usual. */
public sealed interface GraphBehaviour {

    /** Refuses it with an error in Meta's shape. */
    record Fail(int httpStatus, int code, String message) implements GraphBehaviour {}

    /** Refuses it with any body, such as the HTML of a proxy in between. */
    record RawStatus(int httpStatus, String body) implements GraphBehaviour {}

    /** Accepts it at once and says so late. */
    record Late(Duration delay) implements GraphBehaviour {}

    /** Accepts it, then closes the connection without a byte: the caller cannot know. */
    record AcceptThenHangUp() implements GraphBehaviour {}

    /** Closes the connection without accepting it: to the caller, the same as {@link AcceptThenHangUp}. */
    record HangUpBefore() implements GraphBehaviour {}

    /** Refuses it with an error in Meta's shape and a {@code Retry-After} in seconds. */
    record RetryAfter(int httpStatus, int code, Duration delay) implements GraphBehaviour {}

    /** Does not accept it, and says nothing until the server is closed. */
    record Hang() implements GraphBehaviour {}
}
