package org.wahook.platform.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.ConnectionFactory;

/**
 * Connections of a pool of which one client may have so many at a time. Without this the statements of one client that
 * wait for locked rows would take all of them.
 */
final class SharedConnections implements ConnectionFactory {

    private static final ThreadLocal<String> CLIENT = new ThreadLocal<>();
    private static final int WAIT_SECONDS = 5;

    private record Share(Semaphore places, int users) {}

    private record Taken(String client, Semaphore places) {}

    private final ConnectionFactory pool;
    private final int most;
    private final Map<String, Share> shares = new ConcurrentHashMap<>();
    private final Map<Connection, Taken> taken = new ConcurrentHashMap<>();

    SharedConnections(ConnectionFactory pool, int most) {
        this.pool = pool;
        this.most = most;
    }

    /** Counts this thread's use of the database for this client from now on. */
    static void begin(String client) {
        CLIENT.set(client);
    }

    static void end() {
        CLIENT.remove();
    }

    /** The client that this thread works for; empty where there is none. */
    static String client() {
        String client = CLIENT.get();
        return client == null ? "" : client;
    }

    @Override
    public Connection openConnection() throws SQLException {
        String client = client();
        if (client.isEmpty()) {
            return pool.openConnection();
        }
        Taken mine = new Taken(client, enter(client));
        try {
            Connection connection = pool.openConnection();
            taken.put(connection, mine);
            return connection;
        } catch (SQLException | RuntimeException e) {
            leave(mine);
            throw e;
        }
    }

    @Override
    public void closeConnection(Connection connection) throws SQLException {
        Taken mine = taken.remove(connection);
        try {
            pool.closeConnection(connection);
        } finally {
            if (mine != null) {
                leave(mine);
            }
        }
    }

    private Semaphore enter(String client) throws SQLException {
        Semaphore places = use(client, 1);
        boolean entered = false;
        try {
            entered = places.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (!entered) {
                use(client, -1);
            }
        }
        if (!entered) {
            // This is no outage of PostgreSQL, and must not be reported as one.
            throw new SQLException(
                    "the client has its most connections in use, all of them busy", DatabaseErrors.LOCK_NOT_AVAILABLE);
        }
        return places;
    }

    private void leave(Taken mine) {
        mine.places().release();
        use(mine.client(), -1);
    }

    /** Clients without connections are removed. */
    private Semaphore use(String client, int more) {
        Semaphore[] places = {new Semaphore(most, true)};
        shares.compute(client, (id, known) -> {
            places[0] = known == null ? places[0] : known.places();
            int users = (known == null ? 0 : known.users()) + more;
            return users == 0 ? null : new Share(places[0], users);
        });
        return places[0];
    }
}
