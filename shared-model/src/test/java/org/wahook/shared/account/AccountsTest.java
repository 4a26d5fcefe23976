package org.wahook.shared.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.wahook.platform.config.DatabaseUrl;
import org.wahook.platform.database.Database;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.postgres.TestPostgres;

class AccountsTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String URL = TestPostgres.shared().createDatabase();

    private final AtomicInteger looks = new AtomicInteger();
    private final Accounts accounts = new Accounts(Jdbi.create(() -> {
                looks.incrementAndGet();
                return TestPostgres.shared().connect(URL);
            })
            .registerArrayType(String.class, "text"));

    @BeforeAll
    static void addClient() throws SQLException {
        try (Database database = new Database(DatabaseUrl.parse(URL), "test", 2, new SimpleMeterRegistry()).start()) {
            Deadline.eventually(
                    SOON, "the schema is there", () -> database.problem().isEmpty());
        }
        execute("INSERT INTO chatbots (id) VALUES ('shop')");
        execute("INSERT INTO whatsapp_accounts (chatbot_id, phone_number_id) VALUES ('shop', '1'), ('shop', '2')");
    }

    @Test
    void turns_that_miss_the_same_number_together_look_once() throws SQLException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                Connection holder = TestPostgres.shared().connect(URL)) {
            holder.setAutoCommit(false);
            holder.createStatement().execute("LOCK TABLE whatsapp_accounts IN ACCESS EXCLUSIVE MODE");
            AtomicInteger asking = new AtomicInteger();
            var found = IntStream.range(0, 30)
                    .mapToObj(i -> threads.submit(() -> {
                        asking.incrementAndGet();
                        return accounts.byPhoneNumberId("1");
                    }))
                    .toList();
            Deadline.eventually(SOON, "all ask", () -> asking.get() == 30 && looks.get() > 0);
            holder.rollback();

            for (var one : found) {
                assertThat(one.get()).hasSize(1);
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
        assertThat(looks.get()).isEqualTo(1);
    }

    @Test
    void many_numbers_take_one_look_and_a_number_that_nobody_owns_is_asked_for_again() {
        assertThat(accounts.byPhoneNumberIds(List.of("1", "2", "3"))).containsOnlyKeys("1", "2");
        assertThat(looks.get()).isEqualTo(1);
        assertThat(accounts.byPhoneNumberIds(List.of("1", "2"))).containsOnlyKeys("1", "2");
        assertThat(looks.get()).isEqualTo(1);
        assertThat(accounts.byPhoneNumberId("3")).isEmpty();
        assertThat(accounts.byPhoneNumberId("3")).isEmpty();
        assertThat(looks.get()).isEqualTo(3);
    }

    @Test
    void what_changed_is_looked_up_again() {
        accounts.byPhoneNumberId("1");
        accounts.forgetChatbot("shop");
        accounts.byPhoneNumberId("1");
        accounts.forgetNumber("1");
        accounts.byPhoneNumberId("1");

        assertThat(looks.get()).isEqualTo(3);
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = TestPostgres.shared().connect(URL)) {
            connection.createStatement().execute(sql);
        }
    }
}
