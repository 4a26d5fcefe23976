package org.wahook.worker.reply;

import java.sql.Connection;
import org.jdbi.v3.core.ConnectionFactory;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Lets a room work inside a transaction that the test keeps open. */
record JdbiOnHandle(Handle handle) {

    Jdbi jdbi() {
        Connection connection = handle.getConnection();
        return Jdbi.create(new ConnectionFactory() {
            @Override
            public Connection openConnection() {
                return connection;
            }

            @Override
            public void closeConnection(Connection stillInUse) {
                // The test commits and closes it.
            }
        });
    }
}
