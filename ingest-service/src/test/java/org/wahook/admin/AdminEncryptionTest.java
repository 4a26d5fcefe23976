package org.wahook.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wahook.ingest.IngestConfig;
import org.wahook.platform.config.BadConfigurationException;
import org.wahook.platform.config.DatabaseUrl;
import org.wahook.platform.config.Environment;
import org.wahook.platform.config.Secret;
import org.wahook.platform.database.Database;
import org.wahook.platform.json.Json;
import org.wahook.platform.secrets.Encryption;
import org.wahook.shared.account.Account;
import org.wahook.shared.account.AccountStops;
import org.wahook.shared.account.Accounts;
import org.wahook.shared.account.ReEncryption;

class AdminEncryptionTest {

    private static final Secret OLD = key(1);
    private static final Secret NEW = key(2);

    private static AdminService admin;
    private static Database database;

    @BeforeAll
    static void start() throws Exception {
        admin = AdminService.start(Map.of("ENCRYPTION_KEYS", OLD.reveal()));
        database = new Database(DatabaseUrl.parse(admin.databaseUrl()), "test", 2, new SimpleMeterRegistry()).start();
        assertThat(database.awaitMigrated(Duration.ofSeconds(60))).isTrue();
    }

    @AfterAll
    static void stop() {
        database.close();
        admin.close();
    }

    @Test
    void what_the_admin_api_writes_is_encrypted_and_readable_with_the_key() {
        create("sealed", "5000");

        assertThat(stored("5000")).startsWith("enc:v1:").doesNotContain("access-token");
        assertThat(admin.query("SELECT api_key FROM chatbots WHERE id = 'sealed'")
                        .getFirst())
                .startsWith("enc:v1:");
        Account account = account("5000", OLD);
        assertThat(account.accessToken().reveal()).isEqualTo("access-token-of-5000");
        assertThat(account.apiKey().reveal()).isEqualTo("key-of-sealed");
        assertThat(account.pausedReason()).isEmpty();
    }

    @Test
    void a_row_that_another_program_wrote_in_clear_works_and_is_encrypted_on_its_next_change() {
        String id = create("clear", "5100");
        admin.execute("UPDATE whatsapp_accounts SET access_token = 'in-clear' WHERE phone_number_id = '5100'");
        assertThat(account("5100", OLD).accessToken().reveal()).isEqualTo("in-clear");

        admin.patch(AdminService.INTEGRATION + "/" + id, "{\"accessToken\": \"changed\"}");

        assertThat(stored("5100")).startsWith("enc:v1:");
        assertThat(account("5100", OLD).accessToken().reveal()).isEqualTo("changed");
    }

    @Test
    void a_secret_that_was_copied_to_another_row_pauses_that_account_and_no_other() {
        create("honest", "5200");
        create("thief", "5201");
        admin.execute("UPDATE whatsapp_accounts SET access_token = (SELECT access_token FROM whatsapp_accounts"
                + " WHERE phone_number_id = '5200') WHERE phone_number_id = '5201'");

        assertThat(account("5201", OLD).pausedReason().orElseThrow()).contains("access token");
        assertThat(account("5201", OLD).accessToken().isEmpty()).isTrue();
        assertThat(account("5200", OLD).pausedReason()).isEmpty();
    }

    @Test
    void without_its_key_an_account_is_paused_and_the_log_says_so_once() {
        create("keyless", "5300");
        Accounts accounts = new Accounts(database.jdbi(), Encryption.with(List.of(NEW)));
        try (LogLines log = new LogLines()) {
            for (int i = 0; i < 3; i++) {
                assertThat(accounts.byPhoneNumberId("5300").getFirst().pausedReason())
                        .isPresent();
                stops(accounts).block(accounts.byPhoneNumberId("5300").getFirst(), "forgets what is cached");
            }
            assertThat(log.all().stream().filter(line -> line.contains("can't be decrypted")))
                    .hasSize(1);
        }
    }

    private static AccountStops stops(Accounts accounts) {
        return new AccountStops(database.jdbi(), accounts, List.of(Duration.ofSeconds(5)));
    }

    @Test
    void pausing_works_for_an_encrypted_token_and_not_once_it_was_changed() {
        String id = create("pausing", "5400");
        Accounts accounts = new Accounts(database.jdbi(), Encryption.with(List.of(OLD)));
        Account before = accounts.byPhoneNumberId("5400").getFirst();

        stops(accounts).block(before, "the token was refused");
        assertThat(account("5400", OLD).pausedReason()).contains("the token was refused");

        admin.patch(AdminService.INTEGRATION + "/" + id, "{\"accessToken\": \"fresh\"}");
        stops(accounts).block(before, "the old token was refused");
        assertThat(account("5400", OLD).pausedReason()).isEmpty();
    }

    @Test
    void re_encryption_moves_every_secret_to_the_first_key_and_lifts_no_pause() {
        create("moving", "5500");
        admin.execute("INSERT INTO chatbots (id, api_key) VALUES ('plain', 'key-in-clear')");
        admin.execute("UPDATE whatsapp_accounts SET paused_reason = 'spam limit' WHERE phone_number_id = '5500'");
        ReEncryption move = new ReEncryption(database.jdbi(), Encryption.with(List.of(NEW, OLD)));

        ReEncryption.Result first = move.run();
        ReEncryption.Result second = move.run();

        assertThat(first.written()).isGreaterThanOrEqualTo(3);
        assertThat(second.written()).isZero();
        assertThat(account("5500", NEW).accessToken().reveal()).isEqualTo("access-token-of-5500");
        assertThat(account("5500", NEW).pausedReason()).contains("spam limit");
        assertThat(admin.query("SELECT count(*) FROM chatbots WHERE api_key = 'key-in-clear'"))
                .containsExactly("0");
        assertThat(new ReEncryption(database.jdbi(), Encryption.with(List.of(OLD)))
                        .run()
                        .unreadable())
                .isPositive();
        // For the tests that come after this one.
        new ReEncryption(database.jdbi(), Encryption.with(List.of(OLD, NEW))).run();
    }

    @ParameterizedTest
    @ValueSource(strings = {"short", "c2hvcnQ=", "not base64 at all, but long enough to be a key"})
    void a_bad_key_is_a_problem_of_the_configuration_that_does_not_show_it(String keys) {
        Map<String, String> settings = Map.of(
                "DATABASE_URL", "postgresql://u:p@localhost/d",
                "RABBITMQ_URL", "amqp://localhost",
                "FACEBOOK_APP_SECRET", "s",
                "ENCRYPTION_KEYS", keys);

        assertThatThrownBy(() -> IngestConfig.read(new Environment(settings)))
                .isInstanceOf(BadConfigurationException.class)
                .hasMessageContaining("ENCRYPTION_KEYS")
                .hasMessageNotContaining(keys);
    }

    private static String create(String chatbotId, String number) {
        return admin.post(
                        AdminService.INTEGRATION,
                        Json.text(AdminService.integration(chatbotId, number).put("apiKey", "key-of-" + chatbotId)))
                .field("/id");
    }

    private static String stored(String number) {
        return admin.query("SELECT access_token FROM whatsapp_accounts WHERE phone_number_id = ?", number)
                .getFirst();
    }

    private static Account account(String number, Secret key) {
        return new Accounts(database.jdbi(), Encryption.with(List.of(key)))
                .byPhoneNumberId(number)
                .getFirst();
    }

    private static Secret key(int seed) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) seed);
        return new Secret(Base64.getEncoder().encodeToString(bytes));
    }
}
