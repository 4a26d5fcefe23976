package org.wahook.admin.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wahook.platform.config.DatabaseUrl;
import org.wahook.platform.database.Database;
import org.wahook.testbed.postgres.TestPostgres;

@SuppressWarnings("NullAway.Init")
class ConversationListStoreTest {

    private static final int LOOKED_UP = 5_000;
    private static final int READ_FROM_THE_NEWEST_ON = 0;

    private static Database database;

    @BeforeAll
    static void fill() throws InterruptedException {
        DatabaseUrl url = DatabaseUrl.parse(TestPostgres.shared().createDatabase());
        database = new Database(url, "test", 4, new SimpleMeterRegistry()).start();
        assertThat(database.awaitMigrated(Duration.ofMinutes(2))).isTrue();
        jdbi().useHandle(handle -> {
            handle.execute("INSERT INTO chatbots (id, name) VALUES ('shop', 'The shop'), ('bank', '')");
            handle.execute(
                    "INSERT INTO whatsapp_accounts (chatbot_id, phone_number_id) VALUES ('shop', '1'), ('bank', '2')");
        });
        contact("shop", "4915112345678", null, "Anna Müller");
        contact("shop", "4915112345999", null, "Bernd 100%");
        contact("shop", "US.13491208655302741918", "US.13491208655302741918", "Mueller_1");
        contact("bank", "4915112345678", null, "ANNA-Lena O'Brien");
        contact("bank", "5511987654321", "BR.777", "🙂");
        // The first one speaks again, so that it is the last active.
        message("Anna Müller");
    }

    @AfterAll
    static void close() {
        database.close();
    }

    private static Jdbi jdbi() {
        return database.jdbi();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "+49 151 1234-5678 | Anna Müller,ANNA-Lena O'Brien",
                "0049 (0)151 12345678 | Anna Müller,ANNA-Lena O'Brien",
                "+49 (0) 151/12345678 | Anna Müller,ANNA-Lena O'Brien",
                "4915112345 | Anna Müller,ANNA-Lena O'Brien,Bernd 100%",
                "0151 12345678 | Anna Müller,ANNA-Lena O'Brien",
                "015112345678 | Anna Müller,ANNA-Lena O'Brien",
                "+55 11 98765-4321 | 🙂",
                "anna | Anna Müller,ANNA-Lena O'Brien",
                "müll | Anna Müller",
                "Mül ann | Anna Müller",
                "anna-lena o'b | ANNA-Lena O'Brien",
                "🙂 | 🙂",
                "us.1349 | Mueller_1",
                "US.13491208655302741918 | Mueller_1",
                "BR.777 | 🙂",
                "Mueller_ | Mueller_1",
                "M_eller | ''",
                "100% | Bernd 100%",
                "% | ''",
                "_ | ''",
                "'; DROP TABLE messages; -- | ''",
                "nobody | ''",
                "' & ' | ''",
                "\\ | ''",
                "12345 | ''",
                "0 | ''",
            },
            quoteCharacter = '`')
    void a_contact_is_found_by_number_name_or_user_id_or_their_beginning(String typed, String names) {
        List<String> expected = names.equals("''") ? List.of() : List.of(names.split(","));
        for (int few : List.of(LOOKED_UP, READ_FROM_THE_NEWEST_ON)) {
            ConversationListStore.Filter filter =
                    new ConversationListStore.Filter(Optional.empty(), Optional.of(ContactQuery.of(typed)));

            assertThat(all(few, filter)).as("%s, %d", typed, few).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {LOOKED_UP, READ_FROM_THE_NEWEST_ON})
    void the_last_active_comes_first_whatever_the_size_of_a_page(int few) {
        assertThat(all(few, new ConversationListStore.Filter(Optional.empty(), Optional.empty())))
                .containsExactly("Anna Müller", "🙂", "ANNA-Lena O'Brien", "Mueller_1", "Bernd 100%");
        assertThat(all(few, new ConversationListStore.Filter(Optional.of("shop"), Optional.empty())))
                .containsExactly("Anna Müller", "Mueller_1", "Bernd 100%");
        assertThat(all(
                        few,
                        new ConversationListStore.Filter(Optional.of("bank"), Optional.of(ContactQuery.of("anna")))))
                .containsExactly("ANNA-Lena O'Brien");
    }

    @Test
    void a_conversation_has_the_name_of_its_client() {
        ConversationListStore store = new ConversationListStore(jdbi(), new ConversationStore(jdbi()));

        assertThat(store.list(
                        new ConversationListStore.Filter(Optional.of("shop"), Optional.empty()), Optional.empty(), 1))
                .first()
                .extracting(it -> it.conversation().chatbotName())
                .isEqualTo("The shop");
    }

    /** Page by page, two at a time. */
    private static List<String> all(int few, ConversationListStore.Filter filter) {
        ConversationListStore store = new ConversationListStore(jdbi(), new ConversationStore(jdbi()), few, few);
        List<String> names = new ArrayList<>();
        Optional<ConversationListStore.Mark> before = Optional.empty();
        while (true) {
            List<ConversationListStore.Listed> page = store.list(filter, before, 2);
            page.stream().limit(2).forEach(it -> names.add(it.conversation().contactName()));
            if (page.size() <= 2) {
                return names;
            }
            before = ConversationListStore.Mark.read(
                    org.wahook.admin.rest.PageCursor.of(page.get(1).mark().text()));
            assertThat(before).isPresent();
        }
    }

    private static void contact(
            String chatbot, String contactId, @org.jspecify.annotations.Nullable String userId, String name) {
        jdbi().useHandle(handle -> handle.createUpdate("""
                        INSERT INTO whatsapp_conversations
                            (whatsapp_account_id, chatbot_id, contact_id, contact_phone, contact_user_id, contact_name)
                        SELECT id, chatbot_id, :contact, CASE WHEN :contact ~ '^[0-9]+$' THEN :contact END, :user, :name
                        FROM whatsapp_accounts WHERE chatbot_id = :chatbot
                        """)
                .bind("contact", contactId)
                .bind("user", userId)
                .bind("name", name)
                .bind("chatbot", chatbot)
                .execute());
        message(name);
    }

    private static void message(String name) {
        jdbi().useHandle(handle -> handle.createUpdate("""
                        INSERT INTO messages (chatbot_id, conversation_id, direction, status)
                        SELECT chatbot_id, id, 'inbound', 'answered' FROM whatsapp_conversations WHERE contact_name = :name
                        """).bind("name", name).execute());
    }
}
