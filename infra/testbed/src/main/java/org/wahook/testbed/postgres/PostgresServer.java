package org.wahook.testbed.postgres;

import org.wahook.testbed.process.StartUp;

/** One PostgreSQL, wherever it runs, on a port that stays the same through its faults. */
sealed interface PostgresServer extends StartUp.Server, AutoCloseable permits NativePostgres, DockerPostgres {
    String USER = "wahook";
    String PASSWORD = "testbed";

    int port();

    void crash();

    void startAgain();

    void freeze();

    void thaw();

    @Override
    void close();
}
