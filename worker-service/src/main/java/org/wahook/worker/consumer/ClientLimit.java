package org.wahook.worker.consumer;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Limits the turns that each client has in flight in this replica. Further jobs of the client wait for a place, up to a
 * limit, and get one as soon as it becomes free, however slow the client's AI is. Jobs beyond that limit are put off,
 * so that they do not hold up their lane, and come back one after the other.
 */
final class ClientLimit {

    /** How many jobs of a client may wait for a place, as a multiple of its places. */
    private static final int MOST_WAITING = 2;

    /** What a job got. */
    enum Entry {
        ENTERED,
        /** Too many jobs of the client wait already. */
        CROWDED,
        /** None of the client's turns ends. */
        STALLED
    }

    private static final class Client {
        final Semaphore places;
        final TurnTime turnTime;
        final ReturnTimes returnTimes;
        int interested;
        volatile long lastProgress = System.nanoTime();

        Client(int most) {
            this.places = new Semaphore(most, true);
            this.turnTime = new TurnTime(most);
            this.returnTimes = new ReturnTimes(most, System.nanoTime());
        }
    }

    private final int most;
    private final Duration stalledAfter;
    private final LaneRoom lanes;
    private final ConcurrentMap<String, Client> clients = new ConcurrentHashMap<>();

    /**
     * @param stalledAfter a client none of whose turns began or ended for so long is stalled; longer than any turn takes
     * @param lanes where jobs wait
     */
    ClientLimit(int most, Duration stalledAfter, LaneRoom lanes) {
        this.most = most;
        this.stalledAfter = stalledAfter;
        this.lanes = lanes;
    }

    /** Takes a place of the client, and waits for one where that makes sense. */
    Entry enter(String chatbotId) throws InterruptedException {
        Client client = interested(chatbotId, 1);
        Entry entry = Entry.CROWDED;
        try {
            entry = client.places.tryAcquire() ? entered(client) : await(chatbotId, client);
            return entry;
        } finally {
            if (entry != Entry.ENTERED) {
                interested(chatbotId, -1);
            }
        }
    }

    private Entry await(String chatbotId, Client client) throws InterruptedException {
        if (client.places.getQueueLength() >= MOST_WAITING * most || !lanes.enter(chatbotId)) {
            return Entry.CROWDED;
        }
        try {
            return await(client);
        } finally {
            lanes.leave(chatbotId);
        }
    }

    private Entry await(Client client) throws InterruptedException {
        long left = stalledAfter.toNanos();
        while (left > 0) {
            if (client.places.tryAcquire(left, TimeUnit.NANOSECONDS)) {
                return entered(client);
            }
            left = stalledAfter.toNanos() - (System.nanoTime() - client.lastProgress);
        }
        return Entry.STALLED;
    }

    /** The time without an end of a turn is counted from here, since no turn had to end while places were free. */
    private static Entry entered(Client client) {
        client.lastProgress = System.nanoTime();
        return Entry.ENTERED;
    }

    void leave(String chatbotId) {
        Client client = interested(chatbotId, 0);
        client.lastProgress = System.nanoTime();
        client.turnTime.ended();
        client.places.release();
        interested(chatbotId, -1);
    }

    /** For how long to put off a job that found too many waiting. */
    Duration pauseOf(String chatbotId) {
        Client client = interested(chatbotId, 0);
        return client.returnTimes.next(client.turnTime.estimate(), System.nanoTime());
    }

    /** Clients without a job here are forgotten. */
    private Client interested(String chatbotId, int more) {
        Client[] found = {null};
        clients.compute(chatbotId, (id, known) -> {
            Client client = known == null ? new Client(most) : known;
            client.interested += more;
            found[0] = client;
            return client.interested == 0 ? null : client;
        });
        return found[0];
    }
}
