package org.wahook.admin;

import static java.time.temporal.ChronoUnit.DAYS;
import static java.time.temporal.ChronoUnit.HOURS;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.wahook.platform.config.DatabaseUrl;
import org.wahook.platform.database.Database;
import org.wahook.shared.analytics.RollUp;
import tools.jackson.databind.JsonNode;

/** What the request tells is what somebody finds who reads every message, whatever is counted already. */
class AdminAnalyticsTruthTest {

    private final AdminService admin = AdminService.start(Map.of());
    private final Database database =
            new Database(DatabaseUrl.parse(admin.databaseUrl()), "test", 4, new SimpleMeterRegistry()).start();
    private final RollUp rollUp = new RollUp(database.jdbi());
    private final GeneratedTraffic traffic = new GeneratedTraffic(admin);
    private final Instant now = traffic.now;
    private final Instant today = traffic.today;
    private final Instant first = traffic.first;

    /** Hours before this one are over for longer than they are left alone. */
    private final Instant border = today.minus(1, DAYS);

    @BeforeEach
    void fill() throws SQLException {
        traffic.store();
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
        traffic.changeLate();
        assertThat(admin.query("SELECT count(*) > 20 FROM message_counts_stale"))
                .containsExactly("t");

        checkAll();
        rollUp.all();
        assertThat(admin.query("SELECT count(*) FROM message_counts_stale")).containsExactly("0");
        checkAll();
    }

    @Test
    void what_was_counted_stays_when_messages_are_deleted_and_nothing_of_them_is_read_again() throws SQLException {
        rollUp.all();
        ReferenceAnalytics all = read();
        admin.execute(
                "DELETE FROM messages WHERE created_at < ?::timestamptz",
                border.minusSeconds(1000).toString());
        admin.execute(
                "UPDATE messages SET status = 'failed' WHERE direction = 'inbound' AND created_at < ?::timestamptz",
                border.toString());

        for (int look = 0; look < 2; look++) {
            check(all, first, border.minus(1, HOURS), "hour", Optional.empty());
            check(all, first, border.minus(1, DAYS), "day", Optional.of("shop"));
            assertThat(total(first, border, "hour", "messagesIn")).isEqualTo(all.messagesInBefore(border));
            assertThat(total(first, border, "day", "messagesIn")).isEqualTo(all.messagesInBefore(border));
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

    private void checkAll() throws SQLException {
        ReferenceAnalytics all = read();
        for (String bucket : new String[] {"hour", "day"}) {
            check(all, first.minus(2, DAYS), now.plusSeconds(60), bucket, Optional.empty());
            check(all, first.plus(1, DAYS), today, bucket, Optional.of("shop"));
            check(all, first.plusSeconds(5000), now.minusSeconds(700), bucket, Optional.of("support"));
            check(all, today.minusSeconds(1), today.plusSeconds(1), bucket, Optional.empty());
            check(all, today.minusSeconds(4000), today.minusSeconds(3000), bucket, Optional.empty());
        }
    }

    private void check(ReferenceAnalytics all, Instant from, Instant to, String bucket, Optional<String> chatbot) {
        all.compare(ask(from, to, bucket, chatbot), from, to, bucket, chatbot);
    }

    private JsonNode ask(Instant from, Instant to, String bucket, Optional<String> chatbot) {
        AdminResponse reply = admin.get("/api/v1/analytics/messages?from=%s&to=%s&bucket=%s%s"
                .formatted(
                        from, to, bucket, chatbot.map(id -> "&chatbotId=" + id).orElse("")));
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply.json();
    }

    private ReferenceAnalytics read() throws SQLException {
        return new ReferenceAnalytics(StoredMessage.all(admin));
    }
}
