package org.wahook.ingest.admin;

import static java.time.temporal.ChronoUnit.DAYS;
import static java.time.temporal.ChronoUnit.HOURS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.wahook.shared.analytics.RollUp;
import org.wahook.shared.config.DatabaseUrl;
import org.wahook.shared.database.Database;
import tools.jackson.databind.JsonNode;

/** What the request tells is what somebody finds who reads every message, whatever is counted already. */
class AdminAnalyticsTruthTest {

    private final Instant now = Instant.now();
    private final Instant today = now.truncatedTo(DAYS);
    private final Instant first = today.minus(4, DAYS);

    /** Hours before this one are over for longer than they are left alone. */
    private final Instant border = today.minus(1, DAYS);

    private final AdminService admin = AdminService.start(Map.of());
    private final Database database =
            new Database(DatabaseUrl.parse(admin.databaseUrl()), "test", 4, new SimpleMeterRegistry()).start();
    private final RollUp rollUp = new RollUp(database.jdbi());
    private final Random random = new Random(4711);

    /** A message as it is stored. */
    private record Row(
            String chatbot,
            long conversation,
            boolean inbound,
            String status,
            Optional<Long> turn,
            Optional<Instant> sent,
            Instant created) {}

    private record Turn(long conversation, long turn, Instant hour) {}

    @BeforeEach
    void fill() throws SQLException {
        for (String bot : new String[] {"shop", "support"}) {
            admin.execute("INSERT INTO chatbots (id) VALUES (?)", bot);
            admin.execute("INSERT INTO whatsapp_accounts (chatbot_id, phone_number_id) VALUES (?, '1')", bot);
            admin.execute("""
                    INSERT INTO whatsapp_conversations (whatsapp_account_id, chatbot_id, contact_id)
                    SELECT id, chatbot_id, n::text FROM whatsapp_accounts, generate_series(1, 3) n
                    WHERE chatbot_id = ?""", bot);
        }
        List<String> conversations = admin.query("SELECT id FROM whatsapp_conversations");
        try (Connection connection = admin.database();
                PreparedStatement insert = connection.prepareStatement("""
                        INSERT INTO messages (chatbot_id, conversation_id, direction, status, turn_number, sent_at, created_at)
                        SELECT chatbot_id, id, ?, ?, ?, ?::timestamptz, ?::timestamptz
                        FROM whatsapp_conversations WHERE id = ?""")) {
            for (int number = 1; number <= 900; number++) {
                Instant asked = instant(number);
                turn(insert, Long.parseLong(conversations.get(random.nextInt(6))), number, asked);
            }
            insert.executeBatch();
        }
    }

    /** Anywhere in these days, and every fifth within a moment of a full hour, or exactly there. */
    private Instant instant(int number) {
        Instant any =
                first.plusMillis(random.nextLong(Duration.between(first, now).toMillis()));
        Instant border = any.truncatedTo(HOURS).plusMillis(random.nextInt(3) * 1000 - 1000);
        return number % 5 == 0 && border.isAfter(first) ? border : any;
    }

    private void turn(PreparedStatement insert, long conversation, int number, Instant asked) throws SQLException {
        String fate = random.nextInt(10) == 0 ? "failed" : "answered";
        message(insert, "inbound", fate, number, asked, asked, conversation);
        if (random.nextInt(4) == 0) {
            message(insert, "inbound", "answered", number, asked, asked.plusMillis(900), conversation);
        }
        Instant kept = asked.plusMillis(200 + random.nextInt(number % 7 == 0 ? 7_200_000 : 5_000));
        if (fate.equals("answered") && kept.isBefore(now)) {
            String status =
                    List.of("sent", "delivered", "read", "failed", "sending").get(random.nextInt(5));
            Instant sent = status.equals("sending") ? null : kept.plusMillis(random.nextInt(3000));
            message(insert, "outbound", status, number, sent, kept, conversation);
        }
    }

    private static void message(
            PreparedStatement insert,
            String direction,
            String status,
            int turn,
            @Nullable Instant sent,
            Instant created,
            long conversation)
            throws SQLException {
        insert.setString(1, direction);
        insert.setString(2, status);
        insert.setLong(3, turn);
        insert.setString(4, sent == null ? null : sent.toString());
        insert.setString(5, created.toString());
        insert.setLong(6, conversation);
        insert.addBatch();
    }

    @AfterEach
    void close() {
        database.close();
        admin.close();
    }

    @Test
    void before_anything_is_counted_and_after() throws SQLException {
        checkAll();

        rollUp.step();
        rollUp.step();
        checkAll();

        rollUp.all();
        checkAll();
        assertThat(admin.query("SELECT count(*) >= 2 FROM message_counts_done WHERE span = 'day'"))
                .containsExactly("t");
    }

    @Test
    void after_changes_of_hours_that_were_counted_at_once_and_once_they_are_counted_again() throws SQLException {
        rollUp.all();
        changeLate();
        assertThat(admin.query("SELECT count(*) > 20 FROM message_counts_stale"))
                .containsExactly("t");

        checkAll();
        rollUp.all();
        assertThat(admin.query("SELECT count(*) FROM message_counts_stale")).containsExactly("0");
        checkAll();
    }

    /** By a program whose time zone has half an hour, since buckets are of UTC for everybody. */
    private void changeLate() throws SQLException {
        try (Connection connection = admin.database();
                Statement statement = connection.createStatement()) {
            statement.execute("SET timezone = 'Asia/Kolkata'");
            statement.execute("UPDATE messages SET status = 'failed' WHERE id % 7 = 0 AND sent_at IS NOT NULL");
            statement.execute("UPDATE messages SET status = 'pending' WHERE id % 5 = 0 AND direction = 'inbound'");
            statement.execute("UPDATE messages SET status = 'sent', sent_at = created_at + interval '7 minutes'"
                    + " WHERE status = 'sending' AND id % 3 = 0");
            statement.execute("UPDATE messages SET turn_number = turn_number + 5000, status = 'answered'"
                    + " WHERE turn_number % 11 = 0 AND direction = 'inbound'");
            statement.execute("UPDATE messages SET turn_number = turn_number + 5000"
                    + " WHERE turn_number % 22 = 0 AND direction = 'outbound'");
            statement.execute("INSERT INTO messages (chatbot_id, conversation_id, direction, status, created_at)"
                    + " SELECT chatbot_id, id, 'inbound', 'ignored', now() - interval '30 hours'"
                    + " FROM whatsapp_conversations");
        }
    }

    @Test
    void what_was_counted_stays_when_messages_are_deleted_and_nothing_of_them_is_read_again() throws SQLException {
        rollUp.all();
        List<Row> all = rows();
        admin.execute(
                "DELETE FROM messages WHERE created_at < ?::timestamptz",
                border.minusSeconds(1000).toString());
        admin.execute(
                "UPDATE messages SET status = 'failed' WHERE direction = 'inbound' AND created_at < ?::timestamptz",
                border.toString());

        for (int look = 0; look < 2; look++) {
            check(all, first, border.minus(1, HOURS), "hour", Optional.empty());
            check(all, first, border.minus(1, DAYS), "day", Optional.of("shop"));
            assertThat(total(first, border, "hour", "messagesIn")).isEqualTo(messagesIn(all));
            assertThat(total(first, border, "day", "messagesIn")).isEqualTo(messagesIn(all));
            rollUp.all();
        }
    }

    private long total(Instant from, Instant to, String bucket, String field) {
        return ask(from, to, bucket, Optional.empty())
                .path("totals")
                .valueStream()
                .mapToLong(it -> it.path(field).asLong())
                .sum();
    }

    private long messagesIn(List<Row> rows) {
        return rows.stream()
                .filter(it -> it.inbound() && it.created().isBefore(border))
                .count();
    }

    @Test
    void an_answer_of_too_many_rows_is_refused_and_says_how_to_ask_for_less() {
        admin.execute("""
                INSERT INTO message_counts (span, chatbot_id, started_at, stored, messages_in, replies_out, failures)
                SELECT 'hour', 'bot-' || n, ?::timestamptz + h * interval '1 hour', 1, 1, 0, 0
                FROM generate_series(1, 300) n, generate_series(0, 71) h""", first.toString());
        admin.execute(
                "INSERT INTO message_counts_done SELECT 'hour', ?::timestamptz + h * interval '1 hour'"
                        + " FROM generate_series(0, 71) h",
                first.toString());

        Reply reply = admin.get(path(first, first.plus(3, DAYS), "hour", Optional.empty()));

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.text()).contains("20000 rows").contains("bucket=day").contains("chatbotId");
        assertThat(admin.get(path(first, first.plus(3, DAYS), "day", Optional.empty()))
                        .status())
                .isEqualTo(200);
        assertThat(admin.get(path(first, first.plus(3, DAYS), "hour", Optional.of("bot-1")))
                        .status())
                .isEqualTo(200);
    }

    private void checkAll() throws SQLException {
        List<Row> rows = rows();
        for (String bucket : new String[] {"hour", "day"}) {
            check(rows, first.minus(2, DAYS), now.plusSeconds(60), bucket, Optional.empty());
            check(rows, first.plus(1, DAYS), today, bucket, Optional.of("shop"));
            check(rows, first.plusSeconds(5000), now.minusSeconds(700), bucket, Optional.of("support"));
            check(rows, today.minusSeconds(1), today.plusSeconds(1), bucket, Optional.empty());
            check(rows, today.minusSeconds(4000), today.minusSeconds(3000), bucket, Optional.empty());
        }
    }

    private void check(List<Row> rows, Instant from, Instant to, String bucket, Optional<String> chatbot) {
        JsonNode told = ask(from, to, bucket, chatbot);
        Map<String, List<Row>> expected = rows.stream()
                .filter(it -> !it.created().isBefore(from) && it.created().isBefore(to))
                .filter(it -> chatbot.isEmpty() || chatbot.get().equals(it.chatbot()))
                .collect(Collectors.groupingBy(
                        it -> it.chatbot() + " " + it.created().truncatedTo(bucket.equals("day") ? DAYS : HOURS),
                        TreeMap::new,
                        Collectors.toList()));
        assertThat(told.path("items")
                        .valueStream()
                        .map(it -> it.path("chatbotId").asString() + " "
                                + it.path("bucket").asString())
                        .toList())
                .as("%s to %s by %s", from, to, bucket)
                .containsExactlyElementsOf(expected.keySet());
        for (JsonNode item : told.path("items")) {
            same(
                    item,
                    expected.get(item.path("chatbotId").asString() + " "
                            + item.path("bucket").asString()),
                    rows);
        }
        Map<String, List<Row>> totals =
                expected.values().stream().flatMap(List::stream).collect(Collectors.groupingBy(Row::chatbot));
        assertThat(told.path("totals")).hasSize(totals.size());
        for (JsonNode item : told.path("totals")) {
            same(item, totals.get(item.path("chatbotId").asString()), rows);
        }
    }

    private static void same(JsonNode told, @Nullable List<Row> maybe, List<Row> all) {
        List<Row> rows = Objects.requireNonNull(maybe);
        assertThat(told.path("messagesIn").asLong())
                .as(told.toString())
                .isEqualTo(rows.stream().filter(Row::inbound).count());
        assertThat(told.path("repliesOut").asLong())
                .as(told.toString())
                .isEqualTo(rows.stream()
                        .filter(it -> !it.inbound()
                                && List.of("sent", "delivered", "read").contains(it.status()))
                        .count());
        assertThat(told.path("failures").asLong())
                .as(told.toString())
                .isEqualTo(rows.stream()
                        .filter(it -> it.status().equals("failed")
                                && (it.inbound() || it.sent().isPresent()))
                        .count());
        List<Double> waits = waits(rows, all);
        assertThat(told.path("medianReplyMs").isNull()).as(told.toString()).isEqualTo(waits.isEmpty());
        if (!waits.isEmpty()) {
            near(told.path("medianReplyMs"), waits, 0.5);
            near(told.path("p95ReplyMs"), waits, 0.95);
        }
    }

    private static void near(JsonNode told, List<Double> sorted, double fraction) {
        double rank = fraction * (sorted.size() - 1);
        double low = sorted.get((int) Math.floor(rank));
        double exact = low + (rank - Math.floor(rank)) * (sorted.get((int) Math.ceil(rank)) - low);
        assertThat(told.asDouble()).isCloseTo(exact, within(exact * 0.02 + 1));
    }

    /** Of each turn's reply, from the first question within a day before it was stored until it was sent. */
    private static List<Double> waits(List<Row> rows, List<Row> all) {
        Map<Turn, List<Row>> replies = rows.stream()
                .filter(it -> !it.inbound() && it.sent().isPresent())
                .collect(Collectors.groupingBy(it -> new Turn(
                        it.conversation(), it.turn().orElseThrow(), it.created().truncatedTo(HOURS))));
        List<Double> waits = new ArrayList<>();
        replies.forEach((turn, parts) -> {
            Instant stored =
                    parts.stream().map(Row::created).min(Instant::compareTo).orElseThrow();
            Instant sent = parts.stream()
                    .map(it -> it.sent().orElseThrow())
                    .min(Instant::compareTo)
                    .orElseThrow();
            all.stream()
                    .filter(it -> it.inbound() && it.conversation() == turn.conversation())
                    .filter(it -> it.turn().equals(Optional.of(turn.turn())))
                    .map(Row::created)
                    .filter(it -> !it.isAfter(stored) && !it.isBefore(stored.minus(1, DAYS)))
                    .min(Instant::compareTo)
                    .ifPresent(asked ->
                            waits.add((double) Duration.between(asked, sent).toMillis()));
        });
        return waits.stream().sorted().toList();
    }

    private JsonNode ask(Instant from, Instant to, String bucket, Optional<String> chatbot) {
        Reply reply = admin.get(path(from, to, bucket, chatbot));
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply.json();
    }

    private static String path(Instant from, Instant to, String bucket, Optional<String> chatbot) {
        return "/api/v1/analytics/messages?from=%s&to=%s&bucket=%s%s"
                .formatted(
                        from, to, bucket, chatbot.map(id -> "&chatbotId=" + id).orElse(""));
    }

    private List<Row> rows() throws SQLException {
        List<Row> rows = new ArrayList<>();
        try (Connection connection = admin.database();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT * FROM messages")) {
            while (result.next()) {
                long turn = result.getLong("turn_number");
                rows.add(new Row(
                        result.getString("chatbot_id"),
                        result.getLong("conversation_id"),
                        result.getString("direction").equals("inbound"),
                        result.getString("status"),
                        result.wasNull() ? Optional.empty() : Optional.of(turn),
                        time(result, "sent_at"),
                        time(result, "created_at").orElseThrow()));
            }
        }
        return rows;
    }

    private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }
}
