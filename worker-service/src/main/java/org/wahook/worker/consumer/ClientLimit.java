package org.wahook.worker.consumer;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * How many turns each client has in flight here: nobody may take all the places. Some jobs more wait for a place of
 * their client, and get one when it becomes free, however slow the client's AI is. What exceeds that must not hold up
 * its lane: it comes back when about as many places have become free as there are.
 */
final class ClientLimit {

    /** So many times the places of a client may jobs wait for one. */
    private static final int MOST_WAITING = 2;

    /** Jobs that come back must not be a load of their own, and the wait for a place not much longer than a turn. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    /** What a job got. */
    enum Entry {
        ENTERED,
        /** Too many are before it. */
        CROWDED,
        /** None of the client's turns ends. */
        STALLED
    }

    private static final class Client {
        final Semaphore places;
        final TurnTime turnTime;
        int interested;
        volatile long lastProgress = System.nanoTime();

        Client(int most) {
            this.places = new Semaphore(most, true);
            this.turnTime = new TurnTime(most);
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

    /** Nobody can have ended for as long as there were places: from now on it counts. */
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

    /** When a job that found too many before it is to come back: about as many places are free by then as there are. */
    Duration pauseOf(String chatbotId) {
        Duration turn = interested(chatbotId, 0).turnTime.estimate();
        return turn.compareTo(LONGEST_PAUSE) < 0 ? turn : LONGEST_PAUSE;
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
