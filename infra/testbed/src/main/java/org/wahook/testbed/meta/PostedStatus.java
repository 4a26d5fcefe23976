package org.wahook.testbed.meta;

import java.time.Instant;

/**
 * A status webhook that simulated Meta posted.
 *
 * @param status such as {@code delivered}
 * @param httpStatus what came back; anything but 200 is posted again later
 */
public record PostedStatus(SentMessage sent, String status, int httpStatus, Instant at) {}
