package org.wahook.worker.route;

import java.time.Instant;

/**
 * A webhook as ingest made it durable.
 *
 * @param id given by ingest
 * @param receivedAt by ingest
 * @param trace the {@code traceparent} that its jobs go on with; empty where nothing is traced
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record Event(String id, Instant receivedAt, byte[] body, String trace) {

    /** One that is not traced. */
    public Event(String id, Instant receivedAt, byte[] body) {
        this(id, receivedAt, body, "");
    }
}
