package org.wahook.shared.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementContext;
import org.junit.jupiter.api.Test;
import org.wahook.platform.config.DatabaseUrl;
import org.wahook.platform.database.Database;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.postgres.TestPostgres;

class RollUpSchedulerTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    @Test
    void hours_are_counted_in_the_background_and_a_failure_that_nobody_expected_does_not_end_that()
            throws InterruptedException {
        DatabaseUrl url = DatabaseUrl.parse(TestPostgres.shared().createDatabase());
        try (Database database = new Database(url, "test", 3, new SimpleMeterRegistry()).start();
                RollUpScheduler rollUps = new RollUpScheduler(database, Duration.ofMillis(50))) {
            assertThat(database.awaitMigrated(SOON)).isTrue();
            database.jdbi().useHandle(handle -> {
                handle.execute("INSERT INTO chatbots (id) VALUES ('a')");
                handle.execute("INSERT INTO whatsapp_accounts (chatbot_id, phone_number_id) VALUES ('a', '1')");
                handle.execute("INSERT INTO whatsapp_conversations (whatsapp_account_id, chatbot_id, contact_id)"
                        + " SELECT id, chatbot_id, '49' FROM whatsapp_accounts");
                handle.execute("INSERT INTO messages (chatbot_id, conversation_id, direction, status, created_at)"
                        + " SELECT 'a', id, 'inbound', 'answered', now() - interval '3 hours'"
                        + " FROM whatsapp_conversations");
            });
            AtomicInteger failures = new AtomicInteger();
            AtomicBoolean fails = new AtomicBoolean(true);
            database.jdbi().getConfig(SqlStatements.class).setSqlLogger(new SqlLogger() {
                @Override
                public void logBeforeExecution(StatementContext context) {
                    if (fails.get() && context.getRawSql().contains("advisory")) {
                        failures.incrementAndGet();
                        throw new ArithmeticException("nobody expected this");
                    }
                }
            });
            rollUps.start();
            Deadline.eventually(SOON, "it has failed twice", () -> failures.get() >= 2);
            fails.set(false);

            Deadline.eventually(SOON, "the hour is counted", () -> counted(database) == 1);
        }
    }

    private static long counted(Database database) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery(
                                "SELECT coalesce(sum(messages_in), 0) FROM message_counts WHERE span = 'hour'")
                        .mapTo(Long.class)
                        .one());
    }
}
