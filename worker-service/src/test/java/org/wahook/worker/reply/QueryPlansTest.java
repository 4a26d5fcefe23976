package org.wahook.worker.reply;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.wahook.platform.broker.Publication;
import org.wahook.shared.account.Account;
import org.wahook.shared.account.Accounts;
import org.wahook.shared.job.ReplyJob;
import org.wahook.shared.topology.Topology;
import org.wahook.testbed.meta.Customer;
import org.wahook.testbed.meta.MessageBodies;
import org.wahook.testbed.meta.OtherFields;
import org.wahook.testbed.meta.StatusBodies;
import org.wahook.testbed.meta.WebhookBodies;
import org.wahook.testbed.meta.WebhookNumber;
import org.wahook.worker.media.store.KeptFiles;
import org.wahook.worker.outcome.Reason;
import org.wahook.worker.route.Event;
import org.wahook.worker.route.Router;
import org.wahook.worker.testing.WorkerDatabase;
import tools.jackson.databind.node.ObjectNode;

/**
 * On a database of a grown service, what a turn and a batch really run is planned without reading a whole table. Each
 * statement's plan is told by PostgreSQL's auto_explain, just as it was run: the worker's are plans for any values.
 */
class QueryPlansTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Customer ANNA = Customer.withPhone("4915112345678", "Anna");
    private static final WorkerDatabase database = WorkerDatabase.create();
    private static final List<String> ran = new CopyOnWriteArrayList<>();

    private static final Accounts accounts = database.accounts();
    private static final Turns turns = new Turns(database.jdbi(), Duration.ofMinutes(2));
    private static final Replies replies = new Replies(database.jdbi());
    private static final Transcript transcript = new Transcript(database.jdbi(), 20);
    private static final Router router =
            new Router(accounts, database.jdbi(), new Topology(8, List.of(Duration.ofSeconds(5))), Clock.systemUTC());

    /** 100,000 accounts, 60,000 conversations and 300,000 messages, of which 15,000 wait for a reply. */
    @BeforeAll
    static void grow() {
        database.jdbi().useHandle(handle -> {
            // Neither triggers nor foreign keys: it is the size that matters here.
            handle.execute("SET session_replication_role = replica");
            handle.execute(
                    "INSERT INTO chatbots (id, api_key) SELECT 'bot-' || n, 'key' FROM generate_series(1, 5000) n");
            handle.execute("INSERT INTO whatsapp_accounts (chatbot_id, phone_number_id, verify_token, access_token)"
                    + " SELECT 'bot-' || (1 + n % 5000), 'number-' || n, 'verify-' || n, 'token-' || n"
                    + " FROM generate_series(1, 100000) n");
            handle.execute("INSERT INTO whatsapp_conversations"
                    + " (whatsapp_account_id, chatbot_id, contact_id, contact_phone, contact_user_id, inbound_seq)"
                    + " SELECT a.id, a.chatbot_id, 'contact-' || n, 'contact-' || n, 'US.' || n, 3"
                    + " FROM generate_series(1, 60000) n"
                    // A quarter of all conversations belong to one large client.
                    + " JOIN whatsapp_accounts a"
                    + "   ON a.phone_number_id = 'number-' || CASE WHEN n % 4 = 0 THEN 1 ELSE n END");
            handle.execute("INSERT INTO messages"
                    + " (chatbot_id, conversation_id, direction, text, status, wa_message_id, turn_number, part, sent_at)"
                    + " SELECT 'bot', 1 + n % 60000, CASE WHEN n % 2 = 0 THEN 'inbound' ELSE 'outbound' END, 'text',"
                    + "   CASE WHEN n % 2 = 1 THEN 'read' ELSE 'answered' END,"
                    + "   'wamid.' || n, n / 60000, 1, now()"
                    + " FROM generate_series(1, 300000) n");
            handle.execute("INSERT INTO whatsapp_account_health (account_id) SELECT id FROM whatsapp_accounts");
            handle.execute("ALTER TABLE messages SET (autovacuum_enabled = false)");
            handle.execute("ANALYZE");
            // What PostgreSQL knows is from a quiet time: nothing waited.
            handle.execute("UPDATE messages SET status = 'pending' WHERE direction = 'inbound' AND id % 20 = 0");
            handle.execute("SET session_replication_role = origin");
        });
        database.jdbi().setSqlLogger(new SqlLogger() {
            @Override
            public void logBeforeExecution(StatementContext context) {
                askForPlans(Objects.requireNonNull(context.getConnection()));
            }

            @Override
            public void logAfterExecution(StatementContext context) {
                ran.add(planOf(Objects.requireNonNull(context.getStatement())));
            }
        });
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @Test
    void looking_up_a_verify_token() {
        assertThat(accounts.hasVerifyToken("verify-777")).isTrue();
        assertThat(accounts.hasVerifyToken("no such token")).isFalse();

        everyPlanGoesByIndexes(2);
    }

    @Test
    void routing_one_message_of_a_new_contact_and_its_redelivery() {
        WebhookNumber number = WebhookNumber.of("w", "number-1");
        Event event = new Event("event-1", NOW, WebhookBodies.text(number, ANNA, "wamid.new", NOW, "Hello"));

        assertThat(router.route(List.of(event))).hasSize(1);
        assertThat(router.route(List.of(event))).hasSize(1);

        everyPlanGoesByIndexes(5);
    }

    @Test
    void routing_a_batch_of_many_clients_with_messages_and_statuses() {
        List<Event> events = new ArrayList<>();
        for (int n = 100; n < 200; n++) {
            WebhookNumber number = WebhookNumber.of("w", "number-" + n);
            Customer known = new Customer(null, "US." + n, "Known");
            events.add(new Event(
                    "batch-" + n,
                    NOW,
                    WebhookBodies.messages(
                            number,
                            known,
                            MessageBodies.text(known, "wamid.batch." + n, NOW, "Hello"),
                            MessageBodies.text(ANNA, "wamid.batch.anna." + n, NOW, "Hello"))));
            events.add(new Event(
                    "status-" + n,
                    NOW,
                    WebhookBodies.status(
                            number,
                            StatusBodies.of("wamid." + n, "read", ANNA, NOW, ""),
                            StatusBodies.of("wamid." + (n + 60_000), "read", ANNA, NOW, String.valueOf(n)))));
        }

        assertThat(router.route(events)).isNotEmpty();

        everyPlanGoesByIndexes(6);
    }

    @Test
    void routing_one_event_of_1000_updates() {
        WebhookNumber number = WebhookNumber.of("w", "number-1");
        ObjectNode[] messages = IntStream.range(0, 1000)
                .mapToObj(n -> MessageBodies.text(
                        Customer.withPhone(String.valueOf(491520000000L + n), "C"), "wamid.k." + n, NOW, "Hello"))
                .toArray(ObjectNode[]::new);
        Event event = new Event("event-1000", NOW, WebhookBodies.messages(number, ANNA, messages));

        assertThat(router.route(List.of(event))).hasSize(1000);

        // PostgreSQL may read all conversations where it looks for a thousand at once, and is right.
        List<String> slow = plansWithSeqScan(ran);
        assertThat(slow)
                .filteredOn(plan -> plan.contains("Seq Scan on messages") || plan.contains("whatsapp_accounts"))
                .isEmpty();
    }

    @Test
    void what_people_write_elsewhere_and_what_customers_change() {
        WebhookNumber number = WebhookNumber.of("w", "number-9");
        Customer known = new Customer(null, "US.9", "Known");
        Event said = new Event(
                "said",
                NOW,
                WebhookBodies.messages(
                        number,
                        known,
                        MessageBodies.text(known, "wamid.nine", NOW, "Hello"),
                        MessageBodies.edit(known, "wamid.nine-edit", NOW, "wamid.nine", "Hello!"),
                        MessageBodies.revoke(known, "wamid.nine-revoke", NOW, "wamid.unknown")));
        Event echo = new Event("echo", NOW, OtherFields.messageEcho(number, known, "wamid.echo", NOW, "Mia here"));
        Event standby = new Event("standby", NOW, OtherFields.standby(number, known, "wamid.standby", NOW, "?"));

        router.route(List.of(said, echo, standby));

        everyPlanGoesByIndexes(15);
    }

    @Test
    void a_turn_from_claim_to_release() {
        WebhookNumber number = WebhookNumber.of("w", "number-5");
        Publication wakeUp = router.route(List.of(
                        new Event("event-5", NOW, WebhookBodies.text(number, ANNA, "wamid.five", NOW, "Hello"))))
                .getFirst();
        ReplyJob job = ReplyJob.fromJson(wakeUp.body());
        Account account = accounts.find("number-5", job.accountId()).orElseThrow();
        ran.clear();

        ClaimedTurn turn = turns.claim(job.id(), job.conversationId()).orElseThrow();
        List<StoredMessage> said = transcript.load(turn.conversationId());
        List<StoredMessage> pending =
                said.stream().filter(StoredMessage::pending).toList();
        OpenTurn open = new OpenTurn(turn, account, said, pending, List.of());
        assertThat(replies.keep(open, List.of("one", "two"))).hasSize(2);
        StoredMessage part =
                transcript.replyOf(turn.conversationId(), turn.number()).getLast();
        assertThat(replies.startSending(turn, part)).isTrue();
        replies.foundSending(part, Duration.ofSeconds(1));
        replies.unknown(account.id(), part, Duration.ofSeconds(1), "?");
        replies.notSent(account.id(), part, Reason.GRAPH_RATE_LIMITED, "limit");
        assertThat(replies.isWithMeta(part.id())).isFalse();
        replies.sent(account.id(), part.id(), "wamid.sent");
        turns.hold(turn, Duration.ofSeconds(5));
        turns.unfinished(turn);
        replies.resolution().ignore(turn, open.pendingIds(), "silence");
        replies.resolution().abandon(turn, turn.number(), Reason.REPLY_TOO_OLD);
        assertThat(turns.release(turn, Optional.of(turn.number()))).isTrue();
        ClaimedTurn again = turns.claim(job.id(), job.conversationId()).orElseThrow();
        ClaimedTurn next = turns.advance(again).orElseThrow();
        replies.resolution().giveUp(next, List.of(1L), Reason.GRAPH_REJECTED, "no", othersWait -> true);
        turns.revive(job.conversationId(), List.of("wamid.five"));
        turns.releasePaused(again);
        replies.resolution().humanFailed(again, List.of(part.id()), Reason.GRAPH_REJECTED, "no");
        replies.resolution().answeredByHuman(again, part.id());

        everyPlanGoesByIndexes(25);
    }

    @Test
    void keeping_a_customers_file() {
        KeptFiles files = new KeptFiles(database.jdbi());
        ran.clear();

        files.candidates(List.of(1L, 2L));
        String key = files.begin(1, "shop/1", "image/png", 10).orElseThrow();
        assertThat(files.stored(1, key)).isTrue();

        everyPlanGoesByIndexes(3);
    }

    private static void everyPlanGoesByIndexes(int statements) {
        List<String> all = List.copyOf(ran);
        assertThat(all).hasSizeGreaterThanOrEqualTo(statements);
        assertThat(plansWithSeqScan(all)).isEmpty();
        assertThat(all).filteredOn(QueryPlansTest::readsAllThatWaits).isEmpty();
    }

    /** These indexes seem to be empty in a quiet time, and hold thousands of messages while a client's AI hangs. */
    private static boolean readsAllThatWaits(String plan) {
        List<String> lines = plan.lines().toList();
        return IntStream.range(0, lines.size())
                .filter(i ->
                        lines.get(i).contains(" messages_open") || lines.get(i).contains(" messages_waiting"))
                .anyMatch(i -> i + 1 == lines.size() || !lines.get(i + 1).contains("Index Cond: (conversation_id = "));
    }

    private static List<String> plansWithSeqScan(List<String> plans) {
        List<String> slow = plans.stream()
                .filter(plan ->
                        List.of("whatsapp_accounts", "whatsapp_conversations", "messages", "whatsapp_account_health")
                                .stream()
                                .anyMatch(table -> plan.contains("Seq Scan on " + table)))
                .toList();
        ran.clear();
        return slow;
    }

    private static void askForPlans(Connection connection) {
        try (Statement statement = connection.createStatement()) {
            statement.execute("LOAD 'auto_explain'");
            statement.execute("SET auto_explain.log_level = 'notice'");
            statement.execute("SET auto_explain.log_min_duration = 0");
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL's auto_explain is not there", e);
        }
    }

    /** In a transaction a query's plan is told when the next statement comes. */
    private static String planOf(Statement ran) {
        try (Statement next = ran.getConnection().createStatement()) {
            SQLWarning plan = ran.getWarnings();
            if (plan == null) {
                next.execute("SELECT 'what was the plan?'");
                plan = next.getWarnings();
            }
            return Objects.requireNonNull(
                    Objects.requireNonNull(plan, "no plan was told").getMessage());
        } catch (SQLException e) {
            throw new IllegalStateException("the statement tells no plan", e);
        }
    }
}
