package org.wahook.platform.database;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.platform.config.DatabaseUrl;
import org.wahook.platform.telemetry.Outage;
import org.wahook.platform.telemetry.UnexpectedErrors;

/**
 * The schema, whether PostgreSQL answers, and the connections to it. It waits in the background, without a limit, for a
 * database that is not up yet.
 */
public final class Database implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Database.class);
    private static final Duration PROBE_EVERY = Duration.ofSeconds(1);
    private final String applicationName;
    private final DatabaseConnections connections;
    private final HikariDataSource pool;
    private final Jdbi jdbi;
    private final List<HikariDataSource> morePools = new CopyOnWriteArrayList<>();
    private final Outage outage = new Outage(log, "PostgreSQL");
    private final UnexpectedErrors unexpectedErrors = new UnexpectedErrors(log, "The watch over PostgreSQL");
    private final CountDownLatch migrated = new CountDownLatch(1);
    private final Thread watcher;
    private volatile Optional<String> problem = Optional.of("not connected yet");
    private volatile boolean closing;

    /** How often PostgreSQL makes the plan of a prepared statement. */
    public enum Plans {
        /** Each time, where it thinks that the values make a difference: for queries with varying conditions. */
        FOR_THE_VALUES("auto"),

        /**
         * Every five seconds for each connection ({@link PlanExpiringConnections}): for rows that are looked up by their keys. With
         * small arrays PostgreSQL would plan anew each time: at half load 3.6 s of planning beside 16.3 s of execution.
         */
        GENERIC("force_generic_plan");

        /** For the other statements in a transaction of such a connection. */
        public static final String FORCE_CUSTOM = "SET LOCAL plan_cache_mode = force_custom_plan";

        private final String mode;

        Plans(String mode) {
            this.mode = mode;
        }

        /** PostgreSQL's word in {@code plan_cache_mode}. */
        String mode() {
            return mode;
        }
    }

    public Database(DatabaseUrl url, String applicationName, int poolSize, MeterRegistry meters) {
        this(url, applicationName, poolSize, Plans.FOR_THE_VALUES, meters);
    }

    public Database(DatabaseUrl url, String applicationName, int poolSize, Plans plans, MeterRegistry meters) {
        this.applicationName = applicationName;
        this.connections = new DatabaseConnections(url, applicationName, plans, meters);
        this.pool = connections.pool(applicationName, poolSize, DatabaseConnections.LOCK_TIMEOUT);
        this.jdbi = connections.jdbi(pool, poolSize);
        this.watcher = Thread.ofVirtual().name("database-watcher").unstarted(this::watch);
    }

    /**
     * Connections that are reserved for one purpose.
     *
     * @param lockTimeout longest wait for a row
     */
    public Jdbi reserved(String purpose, int size, Duration lockTimeout) {
        HikariDataSource reserved = connections.pool(applicationName + "-" + purpose, size, lockTimeout);
        morePools.add(reserved);
        return connections.jdbi(reserved, size);
    }

    /** For work of one client: it takes at most half of the connections. */
    public static void asClient(String client, InterruptibleWork work) throws InterruptedException {
        SharedConnections.begin(client);
        try {
            work.run();
        } finally {
            SharedConnections.end();
        }
    }

    /** The client that this thread works for; empty where there is none. */
    public static String currentClient() {
        return SharedConnections.client();
    }

    /** What is done for a client. */
    public interface InterruptibleWork {
        void run() throws InterruptedException;
    }

    /** Migrates the schema and then watches the database; returns at once. */
    public Database start() {
        watcher.start();
        return this;
    }

    /**
     * Migrates the schema now, with the rights of the tables' owner, and gives the services' roles theirs.
     *
     * @return the roles that exist
     * @throws IllegalStateException where PostgreSQL does not answer, or refuses
     */
    public static List<String> migrate(DatabaseUrl url) {
        try (Database database = new Database(url, "migrate", 1, new SimpleMeterRegistry())) {
            PGSimpleDataSource source = database.connections.forMigrations();
            new Schema(source).migrate();
            return Grants.give(source);
        } catch (FlywayException e) {
            throw new IllegalStateException(DatabaseErrors.explain(e), e);
        }
    }

    public Jdbi jdbi() {
        return jdbi;
    }

    /** Why the database can't be used now; empty when it answered last time. */
    public Optional<String> problem() {
        return problem;
    }

    /** Waits until the schema is there and the database has answered once; false where it has not in time. */
    public boolean awaitMigrated(Duration limit) throws InterruptedException {
        return migrated.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Waits until the database answers; false where it does not in time. */
    public boolean awaitAnswering(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (problem.isPresent()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            Thread.sleep(50);
        }
        return true;
    }

    /** A statement failed because the database is unavailable: the service is not ready until it answers again. */
    public void suspect(Throwable failure) {
        problem = Optional.of(DatabaseErrors.explain(failure));
    }

    /** A connection outside the pool, for a listener that keeps it. */
    public PGSimpleDataSource dedicated() {
        return connections.unpooled();
    }

    private void watch() {
        while (!closing) {
            try {
                if (migrated.getCount() > 0) {
                    new Schema(connections.forMigrations()).migrate();
                }
                probe();
                problem = Optional.empty();
                migrated.countDown();
                outage.ended();
                Thread.sleep(PROBE_EVERY);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (JdbiException | FlywayException | IllegalStateException e) {
                away(e);
            } catch (RuntimeException e) {
                unexpectedErrors.log(e);
                away(e);
            }
        }
    }

    private void away(RuntimeException e) {
        if (closing) {
            return;
        }
        String why = DatabaseErrors.explain(e);
        problem = Optional.of(why);
        outage.began(why);
        pause();
    }

    private static void pause() {
        try {
            Thread.sleep(500);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** After a failover the pool may hold connections to a read-only server: they are closed. */
    private void probe() {
        boolean readOnly =
                jdbi.withHandle(handle -> handle.createQuery("SELECT current_setting('transaction_read_only') = 'on'")
                        .mapTo(Boolean.class)
                        .one());
        if (readOnly) {
            pool.getHikariPoolMXBean().softEvictConnections();
            throw new IllegalStateException("the server is read-only: a standby, or a failover is under way");
        }
    }

    /** The watcher first: closing a pool while a thread waits for a connection logs an error. */
    @Override
    public void close() {
        closing = true;
        watcher.interrupt();
        try {
            // The command migrate never starts it, and a thread that was not started can't be joined.
            if (watcher.getState() != Thread.State.NEW) {
                watcher.join(Duration.ofSeconds(2));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        morePools.forEach(HikariDataSource::close);
        pool.close();
    }
}
