package org.wahook.shared.account;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.platform.database.Database;
import org.wahook.platform.database.DatabaseErrors;
import org.wahook.platform.telemetry.Outage;
import org.wahook.platform.telemetry.UnexpectedErrors;

/** Listens for changes of chatbots and accounts, whoever makes them, and drops what the cache holds of them. */
public final class ClientChanges implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ClientChanges.class);
    private static final String CHANNEL = "whatsapp_clients";
    private static final int WAIT_MILLIS = 1000;
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final Database database;
    private final Accounts accounts;
    private final Outage outage = new Outage(log, "the listener for client changes");
    private final UnexpectedErrors unexpectedErrors = new UnexpectedErrors(log, "The listener for client changes");
    private final Thread listener;
    private volatile boolean closing;

    public ClientChanges(Database database, Accounts accounts) {
        this.database = database;
        this.accounts = accounts;
        this.listener = Thread.ofVirtual().name("client-changes").unstarted(this::keepListening);
    }

    public ClientChanges start() {
        listener.start();
        return this;
    }

    private void keepListening() {
        while (!closing) {
            try (Connection connection = database.dedicated().getConnection()) {
                listen(connection);
            } catch (SQLException e) {
                deaf(e);
            } catch (RuntimeException e) {
                unexpectedErrors.log(e);
                deaf(e);
            }
        }
    }

    /** What changes until we listen again goes unheard, so nothing is taken from the cache meanwhile. */
    private void deaf(Exception e) {
        if (!closing) {
            outage.began(DatabaseErrors.explain(e));
            accounts.forgetAll();
            pause();
        }
    }

    private void listen(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("LISTEN " + CHANNEL);
        }
        accounts.forgetAll();
        outage.ended();
        PGConnection notifications = connection.unwrap(PGConnection.class);
        while (!closing) {
            PGNotification[] news = notifications.getNotifications(WAIT_MILLIS);
            if (news == null || news.length == 0) {
                checkAlive(connection);
                continue;
            }
            for (PGNotification one : news) {
                forget(one.getParameter());
            }
        }
    }

    /** Without this a listener on a half-open connection would hear nothing, for ever. */
    private static void checkAlive(Connection connection) throws SQLException {
        if (!connection.isValid(2)) {
            throw new SQLException("the connection is gone");
        }
    }

    private void forget(String what) {
        if (what.startsWith("number ")) {
            accounts.forgetNumber(what.substring("number ".length()));
        } else if (what.startsWith("chatbot ")) {
            accounts.forgetChatbot(what.substring("chatbot ".length()));
        } else {
            accounts.forgetAll();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closing = true;
        listener.interrupt();
    }
}
