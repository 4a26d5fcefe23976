package org.wahook.testbed.meta;

/**
 * A file that simulated Meta holds.
 *
 * @param phoneNumberId of the number that received or uploaded it
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record StoredMedia(String id, String phoneNumberId, String mimeType, byte[] bytes) {}
