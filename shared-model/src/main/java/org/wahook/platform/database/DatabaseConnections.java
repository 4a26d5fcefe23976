package org.wahook.platform.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jdbi.v3.core.ConnectionFactory;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.statement.StatementExceptions.MessageRendering;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.wahook.platform.config.DatabaseUrl;
import org.wahook.platform.database.Database.Plans;

/** How connections to PostgreSQL are made: as whom, and how long a statement, a lock or an answer may take. */
final class DatabaseConnections {

    private static final int CONNECT_SECONDS = 5;

    /** Longer than any statement of ours takes; a half-open connection ends here. */
    private static final int SOCKET_SECONDS = 20;

    private static final int STATEMENT_MILLIS = 15_000;

    /** Our own transactions take milliseconds: a longer wait is for a lock of another program. */
    static final Duration LOCK_TIMEOUT = Duration.ofMillis(500);

    /** No transaction of ours waits for anything but PostgreSQL. */
    private static final int IDLE_IN_TRANSACTION_MILLIS = 20_000;

    /** An index on a large table takes its time. */
    private static final int MIGRATION_SECONDS = 300;

    private final DatabaseUrl url;
    private final String applicationName;
    private final Plans plans;
    private final MeterRegistry meters;

    DatabaseConnections(DatabaseUrl url, String applicationName, Plans plans, MeterRegistry meters) {
        this.url = url;
        this.applicationName = applicationName;
        this.plans = plans;
        this.meters = meters;
    }

    Jdbi jdbi(HikariDataSource pool, int poolSize) {
        ConnectionFactory factory = plans == Plans.GENERIC ? new PlanExpiringConnections(pool) : pool::getConnection;
        return Jdbi.create(new SharedConnections(factory, Math.max(1, poolSize / 2)))
                .configure(StatementExceptions.class, it -> it.setMessageRendering(MessageRendering.NONE))
                .registerArrayType(String.class, "text")
                .registerArrayType(Long.class, "int8")
                .registerArrayType(Integer.class, "int4")
                .registerArrayType(Boolean.class, "bool")
                .registerArrayType(UUID.class, "uuid")
                .registerArrayType(
                        Instant.class, "timestamptz", instant -> instant == null ? null : instant.toString());
    }

    /** It can be made while PostgreSQL is unavailable. */
    HikariDataSource pool(String name, int size, Duration lockTimeout) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        config.setDataSource(dataSource(SOCKET_SECONDS, lockTimeout));
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(Math.min(4, size));
        config.setConnectionTimeout(Duration.ofSeconds(CONNECT_SECONDS).toMillis());
        config.setValidationTimeout(Duration.ofSeconds(2).toMillis());
        config.setInitializationFailTimeout(-1);
        config.setMetricsTrackerFactory(new MicrometerMetricsTrackerFactory(meters));
        return new HikariDataSource(config);
    }

    /** For who keeps one: it waits for an answer without a limit. */
    PGSimpleDataSource unpooled() {
        return dataSource(0, LOCK_TIMEOUT);
    }

    PGSimpleDataSource forMigrations() {
        return dataSource(MIGRATION_SECONDS, LOCK_TIMEOUT);
    }

    private PGSimpleDataSource dataSource(int socketSeconds, Duration lockTimeout) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url.jdbcUrl());
        if (!url.user().isEmpty()) {
            source.setUser(url.user());
            source.setPassword(url.password().reveal());
        }
        source.setApplicationName(applicationName);
        source.setConnectTimeout(CONNECT_SECONDS);
        source.setSocketTimeout(socketSeconds);
        source.setTcpKeepAlive(true);
        source.setLogServerErrorDetail(false);
        if (socketSeconds == SOCKET_SECONDS) {
            source.setOptions(options(source.getOptions(), lockTimeout));
        }
        return source;
    }

    /** Of an option that is given twice PostgreSQL takes the last: the URL's own win, one by one. */
    private String options(@Nullable String ofUrl, Duration lockTimeout) {
        String ours = "-c statement_timeout=%d -c lock_timeout=%d -c idle_in_transaction_session_timeout=%d"
                        .formatted(STATEMENT_MILLIS, lockTimeout.toMillis(), IDLE_IN_TRANSACTION_MILLIS)
                + " -c plan_cache_mode=" + plans.mode();
        return ofUrl == null ? ours : ours + " " + ofUrl;
    }
}
