package org.wahook.testbed.meta;

import java.time.Instant;

/**
 * A message that the business marked as read.
 *
 * @param wamid the message it read
 * @param typing whether it shows the typing indicator too
 */
public record ReadReceipt(String phoneNumberId, String token, String wamid, boolean typing, Instant at) {}
