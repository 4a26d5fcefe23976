package org.wahook.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * The open connections of a listener, bounded in number, by address, in time and in memory. When there are too many,
 * no new client is refused: the connection ends that has waited longest without a complete request, first of those
 * whose senders have not shown that they know a secret. So open connections can't lock out other clients.
 */
final class Connections implements AutoCloseable {

    private static final Duration CHECK_PAUSE = Duration.ofMillis(200);

    /**
     * The part of the limit that is ended at one time when there are too many. Finding the oldest reads all of them: with a
     * 64th, strangers who came again each second beside 6,000 open connections took a fifth of this process's time.
     */
    private static final int PART_TO_END = 16;

    /** Taking and freeing memory is one step. */
    private static final int MOST_ATTEMPTS = 4;

    private static final int MOST_DISCARDED_AT_ONCE = 64;

    /** What is compared, read once: it changes while the connections go on. */
    private record Candidate(ClientConnection connection, boolean trusted, long phaseBegan) {

        static Candidate of(ClientConnection connection) {
            return new Candidate(connection, connection.isTrusted(), connection.phaseBegan());
        }
    }

    private static final Comparator<Candidate> ENDED_FIRST =
            Comparator.comparing(Candidate::trusted).thenComparingLong(Candidate::phaseBegan);

    private final ListenerLimits limits;
    private final BodyMemory bodyMemory;
    private final ReentrantLock ending = new ReentrantLock();
    private final Semaphore discards = new Semaphore(MOST_DISCARDED_AT_ONCE);
    private final Set<ClientConnection> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger count = new AtomicInteger();
    private final Map<RemoteAddress, AddressUse> addresses = new ConcurrentHashMap<>();
    private final Map<EndReason, Counter> ended = new EnumMap<>(EndReason.class);
    private final Thread clock;
    private volatile boolean closed;

    Connections(String listener, ListenerLimits limits, MeterRegistry meters) {
        this.limits = limits;
        this.bodyMemory = new BodyMemory(limits.bodyBytes(), limits.bodyBytesPerAddress());
        Gauge.builder("wahook.http.connections", count, AtomicInteger::get)
                .description("Open connections of a listener")
                .tag("listener", listener)
                .register(meters);
        Gauge.builder("wahook.http.body.bytes", bodyMemory, BodyMemory::taken)
                .description("Memory that a listener's request bodies take")
                .tag("listener", listener)
                .register(meters);
        for (EndReason reason : EndReason.values()) {
            ended.put(
                    reason,
                    Counter.builder("wahook.http.connections.ended")
                            .description("Connections and bodies that a listener's limits ended")
                            .tag("listener", listener)
                            .tag("reason", reason.word())
                            .register(meters));
        }
        clock = Thread.ofPlatform().name(listener + "-limits").daemon().start(this::watch);
    }

    int count() {
        return count.get();
    }

    AddressUse entered(ClientConnection connection) {
        open.add(connection);
        count.incrementAndGet();
        return addresses.compute(connection.address(), (address, use) -> {
            AddressUse counted = use == null ? new AddressUse() : use;
            counted.connections.incrementAndGet();
            return counted;
        });
    }

    void left(ClientConnection connection) {
        if (open.remove(connection)) {
            count.decrementAndGet();
            addresses.computeIfPresent(
                    connection.address(), (address, use) -> use.connections.decrementAndGet() == 0 ? null : use);
        }
    }

    void ended(EndReason reason) {
        ended.computeIfPresent(reason, (same, counter) -> {
            counter.increment();
            return counter;
        });
    }

    /** Ends other connections where there are too many; this one only where no other one is idle. */
    void makeRoomFor(ClientConnection entered) {
        BooleanSupplier tooManyOfAddress = () -> entered.use().connections.get() > limits.connectionsPerAddress();
        BooleanSupplier tooMany = () -> count.get() > limits.connections();
        if (tooManyOfAddress.getAsBoolean()) {
            RemoteAddress address = entered.address();
            endOldest(
                    entered,
                    limits.connectionsPerAddress(),
                    tooManyOfAddress,
                    it -> it.address().equals(address));
        } else if (tooMany.getAsBoolean()) {
            endOldest(entered, limits.connections(), tooMany, it -> true);
        }
    }

    private void endOldest(
            ClientConnection entered, int limit, BooleanSupplier tooMany, Predicate<ClientConnection> which) {
        ending.lock();
        try {
            // Another thread may have made room while this one waited for the lock.
            if (tooMany.getAsBoolean()) {
                endOldest(entered, limit, which);
            }
        } finally {
            ending.unlock();
        }
    }

    private void endOldest(ClientConnection entered, int limit, Predicate<ClientConnection> which) {
        List<ClientConnection> oldest =
                oldest(Math.max(1, limit / PART_TO_END), it -> it != entered && mayEnd(it.phase()) && which.test(it));
        oldest.forEach(Connections::endWaiting);
        if (oldest.isEmpty()) {
            endWaiting(entered);
        }
    }

    /** So many of them, found without sorting the others. */
    private List<ClientConnection> oldest(int most, Predicate<ClientConnection> which) {
        PriorityQueue<Candidate> oldest = new PriorityQueue<>(most, ENDED_FIRST.reversed());
        for (ClientConnection connection : open) {
            if (which.test(connection)) {
                keepOldest(oldest, most, Candidate.of(connection));
            }
        }
        return oldest.stream().map(Candidate::connection).toList();
    }

    private static void keepOldest(PriorityQueue<Candidate> oldest, int most, Candidate candidate) {
        if (oldest.size() < most) {
            oldest.add(candidate);
        } else if (ENDED_FIRST.compare(candidate, oldest.element()) < 0) {
            oldest.remove();
            oldest.add(candidate);
        }
    }

    private static void endWaiting(ClientConnection connection) {
        Phase phase = connection.phase();
        if (mayEnd(phase)) {
            connection.end(phase, EndReason.TOO_MANY_CONNECTIONS);
        }
    }

    private static boolean mayEnd(Phase phase) {
        return switch (phase) {
            case WAITING, HEADERS, BODY -> true;
            case HANDLING, DISCARDING, ENDED -> false;
        };
    }

    /** Room for a body that is about to be read. */
    BodyMemory.Share share(ClientConnection connection) {
        return new BodyMemory.Share(bodyMemory, connection.use());
    }

    /**
     * Takes room for bytes that have arrived, where needed from bodies that began earlier and are not complete.
     *
     * @return false where nobody has begun earlier
     */
    boolean grow(ClientConnection connection, BodyMemory.Share share, long more) {
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            if (share.grow(more)) {
                return true;
            }
            if (connection.phase() != Phase.BODY || !freeFromEarlier(connection, more)) {
                return false;
            }
        }
        return share.grow(more);
    }

    private boolean freeFromEarlier(ClientConnection connection, long more) {
        long toFree = Math.max(more, bodyMemory.worthFreeing());
        List<ClientConnection> earlier = open.stream()
                .filter(it -> it.phase() == Phase.BODY && it.phaseBegan() < connection.phaseBegan())
                .filter(it -> it.bodyShare().bytes() > 0)
                .map(Candidate::of)
                .sorted(Comparator.comparingLong(Candidate::phaseBegan))
                .map(Candidate::connection)
                .toList();
        long freed = 0;
        for (ClientConnection other : earlier) {
            long bytes = other.bodyShare().bytes();
            if (freed < toFree && other.end(Phase.BODY, EndReason.BODY_MEMORY)) {
                freed += bytes;
            }
        }
        return freed > 0;
    }

    /** How many refused senders are listened to at one time; the connections of others end at once. */
    Semaphore discards() {
        return discards;
    }

    private void watch() {
        while (!closed) {
            long now = System.nanoTime();
            open.forEach(connection -> connection.checkTime(now));
            try {
                Thread.sleep(CHECK_PAUSE);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** The listener has stopped: there is nothing left to watch. */
    @Override
    public void close() {
        closed = true;
        clock.interrupt();
    }
}
