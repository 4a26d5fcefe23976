package org.wahook.worker.route;

import java.time.Instant;

/**
 * A webhook as ingest made it durable.
 *
 * @param id given by ingest
 * @param receivedAt by ingest
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record Event(String id, Instant receivedAt, byte[] body) {}
