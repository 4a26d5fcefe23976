package org.wahook.worker.contact;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wahook.platform.broker.BrokerConnections;
import org.wahook.platform.broker.MessageHeaders;
import org.wahook.platform.config.RabbitUrls;
import org.wahook.shared.contact.ContactErasure;
import org.wahook.shared.contact.ContactRows;
import org.wahook.shared.contact.ContactSelection;
import org.wahook.shared.deadletter.DeadLetter;
import org.wahook.shared.deadletter.DeadLetterQueue;
import org.wahook.shared.deadletter.DeadLetters;
import org.wahook.shared.deadletter.Selection;
import org.wahook.shared.topology.Topology;
import org.wahook.testbed.rabbitmq.TestRabbit;
import org.wahook.worker.testing.Client;
import org.wahook.worker.testing.WorkerDatabase;

/** One person among others, with two clients, in tables, dead letters and an archive. */
class ContactCommandsTest {

    private static final WorkerDatabase database = WorkerDatabase.create();
    private static final Topology TOPOLOGY = new Topology(1, List.of(Duration.ofSeconds(5)));
    private static final String ANNA = "4915112345678";
    private static final String BEN = "49151123456789";

    private final String url = TestRabbit.shared().createVirtualHost();
    private final DeadLetters letters = new DeadLetters(RabbitUrls.parse(url), TOPOLOGY);
    private final ContactErasure contacts = new ContactErasure(new ContactRows(database.jdbi()), letters, () -> {});
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Client shop = database.client();
    private final Client support = database.client();
    private long annaAtShop;
    private long annaAtSupport;

    @TempDir
    private Path folder;

    @BeforeEach
    void fill() throws Exception {
        database.run("CREATE TABLE IF NOT EXISTS journeys (message_id bigint, note text)");
        database.run("CREATE TABLE IF NOT EXISTS address_books (contact_id text, note text)");
        database.run("TRUNCATE messages, webhook_changes, whatsapp_conversations, journeys, address_books,"
                + " whatsapp_contact_names CASCADE");
        annaAtShop = database.conversation(shop, ANNA);
        annaAtSupport = database.conversation(support, ANNA);
        long ben = database.conversation(shop, BEN);
        database.run(
                "UPDATE whatsapp_conversations SET contact_user_id = 'DE.4711' WHERE id IN (?, ?)",
                annaAtShop,
                annaAtSupport);
        database.run(
                "INSERT INTO address_books VALUES (?, 'of anna'), ('DE.4711', 'of anna'), (?, 'of ben')", ANNA, BEN);
        for (Client client : List.of(shop, support)) {
            database.run(
                    "INSERT INTO whatsapp_contact_names (account_id, contact_id, name) VALUES"
                            + " (?, ?, 'Anna'), (?, 'DE.4711', 'Anna'), (?, ?, 'Ben')",
                    client.accountId(),
                    ANNA,
                    client.accountId(),
                    client.accountId(),
                    BEN);
        }
        long group = database.conversation(shop, "GROUP.1");
        database.run("UPDATE whatsapp_conversations SET is_group = true WHERE id = ?", group);
        for (String member : List.of(ANNA, BEN)) {
            long said = database.inbound(group, "wamid.group-" + member, "in the group");
            database.run("UPDATE messages SET payload = jsonb_build_object('from', ?) WHERE id = ?", member, said);
        }
        long message = database.inbound(annaAtShop, "wamid.anna", "my secret question");
        database.inbound(annaAtSupport, "wamid.anna-too", "another question");
        database.inbound(ben, "wamid.ben", "of somebody else");
        database.run("TRUNCATE media_objects, media_deletions");
        database.run("INSERT INTO media_objects (message_id, object_key, mime_type, bytes, stored_at)"
                + " SELECT id, 'shop/' || wa_message_id, 'image/png', 1, now() FROM messages"
                + " WHERE wa_message_id IN ('wamid.anna', 'wamid.ben')");
        database.run("INSERT INTO journeys VALUES (?, 'of anna'), (0, 'of nobody')", message);
        database.run(
                "INSERT INTO webhook_changes (event_id, position, field, waba_id, phone_number_id, value)"
                        + " VALUES ('e', 0, 'x', 'w', ?, ?::jsonb), ('e', 1, 'x', 'w', ?, ?::jsonb)",
                shop.phoneNumberId(),
                "{\"wa_id\": \"%s\"}".formatted(ANNA),
                shop.phoneNumberId(),
                "{\"wa_id\": \"%s\"}".formatted(BEN));
        try (Connection connection = BrokerConnections.open(RabbitUrls.parse(url), "test");
                Channel channel = connection.createChannel()) {
            TOPOLOGY.declare(channel);
            channel.confirmSelect();
            deadLetter(channel, Topology.REPLIES_DEAD, "job-anna", "wamid.anna", "{}");
            deadLetter(channel, Topology.REPLIES_DEAD, "job-ben", "wamid.ben", "{}");
            deadLetter(channel, Topology.UNROUTED, "event-anna", "", "{\"from\":\"%s\"}".formatted(ANNA));
            deadLetter(channel, Topology.UNROUTED, "event-ben", "", "{\"from\":\"%s\"}".formatted(BEN));
            channel.waitForConfirmsOrDie(10_000);
        }
    }

    @AfterEach
    void deleteQueues() {
        TestRabbit.shared().discardVirtualHost(url);
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {ANNA, "+4915112345678", "+49 (151) 123-456 78"})
    void everything_about_one_person_is_deleted_and_nothing_about_another(String contact) {
        assertThat(erase("--contact", contact)).as(err.toString()).isZero();

        assertThat(database.column("SELECT contact_id FROM whatsapp_conversations"))
                .containsExactlyInAnyOrder(BEN, "GROUP.1");
        assertThat(database.column("SELECT text FROM messages"))
                .containsExactlyInAnyOrder("of somebody else", "in the group");
        assertThat(database.column("SELECT payload ->> 'from' FROM messages WHERE payload IS NOT NULL"))
                .containsExactly(BEN);
        assertThat(database.column("SELECT note FROM journeys")).containsExactly("of nobody");
        assertThat(database.column("SELECT note FROM address_books")).containsExactly("of ben");
        assertThat(database.column("SELECT name FROM whatsapp_contact_names")).containsExactly("Ben", "Ben");
        assertThat(database.column("SELECT value::text FROM webhook_changes"))
                .singleElement()
                .satisfies(value -> assertThat(value).contains(BEN));
        assertThat(letterIds()).containsExactlyInAnyOrder("job-ben", "event-ben");
        assertThat(out.toString()).contains("3  messages deleted", "1  journeys deleted", "2  dead letters deleted");

        assertThat(contacts.count(ContactSelection.of(contact, Optional.empty())))
                .allSatisfy((table, rows) -> assertThat(rows).as(table).isZero());
    }

    @Test
    void one_client_erases_only_what_it_has_itself() {
        assertThat(erase("--contact", ANNA, "--chatbot", support.chatbotId())).isZero();

        assertThat(database.column("SELECT id::text FROM whatsapp_conversations WHERE contact_id = ?", ANNA))
                .containsExactly(String.valueOf(annaAtShop));
        assertThat(database.column("SELECT text FROM messages")).contains("my secret question");
        assertThat(database.column(
                        "SELECT contact_id FROM whatsapp_contact_names WHERE account_id = ?", support.accountId()))
                .containsExactly(BEN);
        assertThat(database.column(
                        "SELECT contact_id FROM whatsapp_contact_names WHERE account_id = ?", shop.accountId()))
                .hasSize(3);
        assertThat(letterIds()).contains("job-anna");
    }

    /** Tables that hold nothing about a person who writes, or are emptied together with something else. */
    private static final Map<String, String> OF_NOBODY = Map.of(
            "chatbots", "clients",
            "whatsapp_accounts", "clients and their numbers",
            "dead_letters", "an index: a row goes with its letter",
            "media_uploads", "files of bots, by their hash",
            "media_deletions", "random names of objects that are about to be deleted",
            "flyway_schema_history", "migrations");

    @Test
    void every_table_with_a_column_that_may_tell_of_a_person_is_erased_and_exported() {
        List<String> tables = database.column("""
                SELECT DISTINCT table_name FROM information_schema.columns JOIN information_schema.tables
                    USING (table_schema, table_name)
                WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'
                  AND (column_name ~ '(contact|phone|user_id|username|wa_id|message_id|conversation_id|name$)'
                       OR data_type IN ('jsonb', 'bytea') OR column_name IN ('text', 'prompt', 'words', 'body'))
                """);

        assertThat(contacts.count(ContactSelection.of(ANNA, Optional.empty())).keySet())
                .as("ContactRows knows tables by their columns message_id, conversation_id and contact_id")
                .containsAll(tables.stream()
                        .filter(table -> !OF_NOBODY.containsKey(table))
                        .toList());
    }

    @Test
    void a_persons_files_are_left_for_whoever_deletes_from_the_media_store() {
        assertThat(erase("--contact", ANNA)).isZero();

        assertThat(out.toString()).contains("1  media_objects deleted");
        assertThat(database.column("SELECT object_key FROM media_objects")).containsExactly("shop/wamid.ben");
        assertThat(database.column("SELECT object_key FROM media_deletions WHERE due_at <= now()"))
                .containsExactly("shop/wamid.anna");
    }

    @Test
    void a_dry_run_counts_and_deletes_nothing() {
        assertThat(erase("--contact", ANNA, "--dry-run")).isZero();

        assertThat(out.toString()).contains("3  messages would be deleted", "2  dead letters would be deleted");
        assertThat(database.column("SELECT id::text FROM messages")).hasSize(5);
        assertThat(letterIds()).hasSize(4);
    }

    @Test
    void an_archive_is_rewritten_without_the_person_also_replies_that_name_nobody() throws IOException {
        Path archive = folder.resolve("messages.jsonl");
        Files.writeString(archive, """
                {"table":"messages","conversation_id":%d,"text":"a reply to anna"}
                {"table":"messages","conversation_id":777,"payload":{"from":"%s"}}
                {"table":"messages","conversation_id":777,"text":"a reply from long ago"}
                {"table":"messages","conversation_id":778,"payload":{"from":"%s"}}
                """.formatted(annaAtShop, ANNA, BEN));

        assertThat(erase("--contact", ANNA, "--archive", archive.toString())).isZero();

        assertThat(Files.readAllLines(archive))
                .singleElement()
                .satisfies(line -> assertThat(line).contains(BEN));
        assertThat(out.toString()).contains("3  " + archive + " deleted");
    }

    @Test
    void an_export_has_every_row_and_letter_of_the_person_in_a_file_that_nobody_else_can_read() throws IOException {
        Path file = folder.resolve("anna.jsonl");

        assertThat(export("--contact", ANNA, "--file", file.toString()))
                .as(err.toString())
                .isZero();

        assertThat(Files.readString(file))
                .contains("my secret question", "another question", "of anna", "wamid.anna", Topology.UNROUTED)
                .contains("\"object_key\": \"shop/wamid.anna\"")
                .doesNotContain("of somebody else", BEN, "wamid.ben", shop.token());
        assertThat(Files.getPosixFilePermissions(file).toString()).doesNotContain("GROUP", "OTHERS");
        assertThat(export("--contact", ANNA, "--file", file.toString()))
                .as("a file that is there stays as it is")
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "%", "a b c d e", "'; DROP TABLE messages; --"})
    void what_can_be_nobody_is_refused(String contact) {
        assertThat(erase("--contact", contact)).isEqualTo(64);
        assertThat(err.toString()).contains("--contact: expected a phone number or a user id");
    }

    private List<String> letterIds() {
        return letters.list(EnumSet.allOf(DeadLetterQueue.class), new Selection.All(), 100).stream()
                .map(DeadLetter::id)
                .toList();
    }

    private static void deadLetter(Channel channel, String queue, String id, String wamid, String body)
            throws IOException {
        BasicProperties properties = new BasicProperties.Builder()
                .messageId(id)
                .deliveryMode(2)
                .headers(Map.of(MessageHeaders.MESSAGE_IDS, wamid))
                .build();
        channel.basicPublish("", queue, properties, body.getBytes(StandardCharsets.UTF_8));
    }

    private int erase(String... arguments) {
        return ContactCommands.erase(
                contacts, List.of(arguments), new PrintWriter(out, true), new PrintWriter(err, true));
    }

    private int export(String... arguments) {
        return ContactCommands.export(
                contacts, List.of(arguments), new PrintWriter(out, true), new PrintWriter(err, true));
    }
}
