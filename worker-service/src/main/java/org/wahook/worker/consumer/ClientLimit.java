package org.wahook.worker.consumer;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * How many turns each client has in flight here: nobody may take all the places. Some jobs more wait for a place of
 * their client, as long as its turns come to an end. What exceeds that must not hold up its lane.
 */
final class ClientLimit {

    /** A client none of whose turns began or ended for so long is stalled: its AI hangs, most likely. */
    private static final Duration STALLED_AFTER = Duration.ofSeconds(10);

    /** So many times the places of a client may jobs wait for one. */
    private static final int MOST_WAITING = 2;

    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

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
        int interested;
        volatile long lastProgress = System.nanoTime();

        Client(int most) {
            this.places = new Semaphore(most, true);
        }
    }

    private final int most;
    private final Duration stalledAfter;
    private final ConcurrentMap<String, Client> clients = new ConcurrentHashMap<>();

    ClientLimit(int most) {
        this(most, STALLED_AFTER);
    }

    ClientLimit(int most, Duration stalledAfter) {
        this.most = most;
        this.stalledAfter = stalledAfter;
    }

    /** Takes a place of the client, and waits for one where that makes sense. */
    Entry enter(String chatbotId) throws InterruptedException {
        Client client = interested(chatbotId, 1);
        Entry entry = Entry.CROWDED;
        try {
            entry = enter(client);
            return entry;
        } finally {
            if (entry != Entry.ENTERED) {
                interested(chatbotId, -1);
            }
        }
    }

    private Entry enter(Client client) throws InterruptedException {
        if (client.places.tryAcquire()) {
            return entered(client);
        }
        if (client.places.getQueueLength() >= MOST_WAITING * most) {
            return Entry.CROWDED;
        }
        while (System.nanoTime() - client.lastProgress < stalledAfter.toNanos()) {
            if (client.places.tryAcquire(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                return entered(client);
            }
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
        client.places.release();
        interested(chatbotId, -1);
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
