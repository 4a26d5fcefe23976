package org.wahook.sandbox.chaos;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What may happen to PostgreSQL, and on the way to it. */
final class DatabaseFaults {

    private static final int MORE_THAN_IT_TAKES = 2000;

    private DatabaseFaults() {}

    static List<Fault> all() {
        return List.of(
                new Fault("database crashed", system -> {
                    system.postgres.crash();
                    Thread.sleep(2000);
                    system.postgres.startAgain();
                }),
                new Fault("database frozen", system -> {
                    system.postgres.freeze();
                    Thread.sleep(Fault.A_WHILE);
                    system.postgres.thaw();
                }),
                new Fault("database connections cut", system -> {
                    for (int i = 0; i < 3; i++) {
                        system.databaseProxy.cut();
                        Thread.sleep(2000);
                    }
                }),
                new Fault("database out of connections", DatabaseFaults::takeAllConnections),
                new Fault("database read-only (failover)", DatabaseFaults::readOnly));
    }

    private static void takeAllConnections(ChaosSystem system) throws InterruptedException {
        List<Connection> taken = new ArrayList<>();
        try {
            system.databaseProxy.cut();
            for (int i = 0; i < MORE_THAN_IT_TAKES; i++) {
                taken.add(system.postgres.connect(system.postgres.url()));
            }
            throw new IllegalStateException("PostgreSQL has no limit of connections");
        } catch (SQLException full) {
            system.databaseProxy.cut();
            Thread.sleep(Fault.A_WHILE);
        } finally {
            taken.forEach(DatabaseFaults::close);
        }
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException("a connection can't be given back", e);
        }
    }

    private static void readOnly(ChaosSystem system) throws InterruptedException {
        execute(system, "ALTER SYSTEM SET default_transaction_read_only = on");
        Thread.sleep(Fault.A_WHILE);
        execute(system, "ALTER SYSTEM RESET default_transaction_read_only");
    }

    private static void execute(ChaosSystem system, String sql) {
        try (Connection connection = system.postgres.connect(system.postgres.url());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
            statement.execute("SELECT pg_reload_conf()");
        } catch (SQLException e) {
            throw new IllegalStateException("it could not be done: " + sql, e);
        }
    }
}
