package org.wahook.worker.testing;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Jdbi;
import org.wahook.platform.config.DatabaseUrl;
import org.wahook.platform.database.Database;
import org.wahook.shared.account.Accounts;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.postgres.TestPostgres;

/** A real, migrated database of one test class. Each test takes clients of its own, so that none sees another's rows. */
public final class WorkerDatabase implements AutoCloseable {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final AtomicInteger NUMBERS = new AtomicInteger(100_000);

    private final String url;
    private final String urlOfWorker;
    private final Database database;
    private final Accounts accounts;

    private WorkerDatabase(String url, String urlOfWorker) {
        this.url = url;
        this.urlOfWorker = urlOfWorker;
        database = new Database(
                        DatabaseUrl.parse(urlOfWorker), "test", 12, Database.Plans.GENERIC, new SimpleMeterRegistry())
                .start();
        accounts = new Accounts(database.jdbi());
        Deadline.eventually(
                SOON, "the schema is there", () -> database.problem().isEmpty());
    }

    /** Who waits for a lock waits until the test releases it, however busy the machine is. */
    public static WorkerDatabase create() {
        return create(SOON);
    }

    /** Who waits for a lock gives up after so long. */
    public static WorkerDatabase create(Duration lockTimeout) {
        String url = TestPostgres.shared().createDatabase();
        String option = "options=-c%20lock_timeout=" + lockTimeout.toMillis();
        return new WorkerDatabase(url, url + (url.contains("?") ? "&" : "?") + option);
    }

    /** Who waits for a lock gives up as soon as a service does. */
    public static WorkerDatabase createImpatient() {
        String url = TestPostgres.shared().createDatabase();
        return new WorkerDatabase(url, url);
    }

    /** The same database, reached by its pool through another port: a proxy's, say. */
    public WorkerDatabase through(int port) {
        return new WorkerDatabase(url, urlOfWorker.replaceFirst("127\\.0\\.0\\.1:\\d+", "127.0.0.1:" + port));
    }

    public String url() {
        return url;
    }

    public Database database() {
        return database;
    }

    public Jdbi jdbi() {
        return database.jdbi();
    }

    public Accounts accounts() {
        return accounts;
    }

    /** A connection outside the pool, for a transaction that a test keeps open. */
    public Connection connect() {
        try {
            return TestPostgres.shared().connect(url);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A client with a number that no other test has. */
    public Client client() {
        int number = NUMBERS.incrementAndGet();
        return client("chatbot-" + number, "phone-number-" + number);
    }

    public Client client(String chatbotId, String phoneNumberId) {
        String token = "token-of-" + chatbotId;
        run(
                "INSERT INTO chatbots (id, api_key) VALUES (?, ?) ON CONFLICT DO NOTHING",
                chatbotId,
                "key-of-" + chatbotId);
        UUID accountId = jdbi().withHandle(handle -> handle.createQuery("INSERT INTO whatsapp_accounts"
                        + " (chatbot_id, phone_number_id, access_token) VALUES (?, ?, ?) RETURNING id")
                .bind(0, chatbotId)
                .bind(1, phoneNumberId)
                .bind(2, token)
                .mapTo(UUID.class)
                .one());
        return new Client(chatbotId, phoneNumberId, accountId, token);
    }

    /** A conversation without messages. */
    public long conversation(Client client, String phone) {
        return jdbi().withHandle(handle -> handle.createQuery(
                        "INSERT INTO whatsapp_conversations"
                                + " (whatsapp_account_id, chatbot_id, contact_id, contact_phone) VALUES (?, ?, ?, ?) RETURNING id")
                .bind(0, client.accountId())
                .bind(1, client.chatbotId())
                .bind(2, phone)
                .bind(3, phone)
                .mapTo(Long.class)
                .one());
    }

    /** A message that arrives as the router stores it: with the conversation's count, in one transaction. */
    public long inbound(long conversation, String wamid, String text) {
        return jdbi().inTransaction(handle -> {
            handle.execute(
                    "UPDATE whatsapp_conversations SET inbound_seq = inbound_seq + 1 WHERE id = ?", conversation);
            return handle.createQuery("INSERT INTO messages"
                            + " (chatbot_id, conversation_id, direction, type, text, wa_message_id, status, sent_at)"
                            + " SELECT chatbot_id, id, 'inbound', 'text', ?, ?, 'pending', now()"
                            + " FROM whatsapp_conversations WHERE id = ? RETURNING id")
                    .bind(0, text)
                    .bind(1, wamid)
                    .bind(2, conversation)
                    .mapTo(Long.class)
                    .one();
        });
    }

    public void run(String sql, Object... parameters) {
        jdbi().useHandle(handle -> handle.execute(sql, parameters));
    }

    /** The first column of all rows. */
    public List<String> column(String sql, Object... parameters) {
        return jdbi().withHandle(handle ->
                handle.select(sql, parameters).mapTo(String.class).list());
    }

    public Map<String, Object> row(String sql, Object... parameters) {
        return jdbi().withHandle(
                        handle -> handle.select(sql, parameters).mapToMap().one());
    }

    /** Statuses of a conversation's messages in one direction, in the order in which they were stored. */
    public List<String> statuses(long conversation, String direction) {
        return column(
                "SELECT status FROM messages WHERE conversation_id = ? AND direction = ? ORDER BY id",
                conversation,
                direction);
    }

    /** Returns once a statement like this waits for a lock that somebody else has. */
    public void awaitLockWait(String like) {
        awaitLockWaits(like, 1);
    }

    /**
     * On a connection of its own: in a transaction pg_stat_activity shows what its first look saw, and Jdbi gives a thread
     * that is in a transaction the same connection again.
     */
    public void awaitLockWaits(String like, int many) {
        try (Connection outside = connect();
                PreparedStatement waiting = outside.prepareStatement(
                        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                                + " AND wait_event_type = 'Lock' AND regexp_replace(query, '\\s+', ' ', 'g') LIKE ?")) {
            waiting.setString(1, "%" + like + "%");
            Deadline.eventually(SOON, many + " wait for a lock: " + like, () -> count(waiting) == many);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int count(PreparedStatement counted) {
        try (ResultSet row = counted.executeQuery()) {
            row.next();
            return row.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        database.close();
    }
}
