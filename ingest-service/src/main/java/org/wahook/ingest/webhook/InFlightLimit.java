package org.wahook.ingest.webhook;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many requests and how many bytes of bodies may be in flight at one time. Room is taken before a body is read, so
 * memory is bounded whatever is sent.
 */
final class InFlightLimit {

    private final long mostRequests;
    private final long mostBytes;
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();

    InFlightLimit(int mostRequests, long mostBytes, MeterRegistry meters) {
        this.mostRequests = mostRequests;
        this.mostBytes = mostBytes;
        Gauge.builder("wahook.webhook.requests.in_flight", requests, AtomicLong::get)
                .description("Webhooks that are being taken")
                .register(meters);
        Gauge.builder("wahook.webhook.bytes.in_flight", bytes, AtomicLong::get)
                .description("Bytes of their bodies")
                .register(meters);
    }

    /** Room for a body of this size; empty where there is none now. */
    Optional<Room> enter(long size) {
        if (!take(requests, 1, mostRequests)) {
            return Optional.empty();
        }
        if (!take(bytes, size, mostBytes)) {
            requests.decrementAndGet();
            return Optional.empty();
        }
        return Optional.of(new Room(size));
    }

    private static boolean take(AtomicLong taken, long amount, long most) {
        if (taken.addAndGet(amount) <= most) {
            return true;
        }
        taken.addAndGet(-amount);
        return false;
    }

    /** Given back by closing it, once. */
    final class Room implements AutoCloseable {

        private final long size;

        private Room(long size) {
            this.size = size;
        }

        @Override
        public void close() {
            bytes.addAndGet(-size);
            requests.decrementAndGet();
        }
    }
}
