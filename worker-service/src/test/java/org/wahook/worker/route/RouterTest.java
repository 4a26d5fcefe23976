package org.wahook.worker.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.wahook.shared.broker.MessageHeaders;
import org.wahook.shared.broker.Publication;
import org.wahook.shared.broker.Topology;
import org.wahook.shared.job.ReplyJob;
import org.wahook.shared.json.Json;
import org.wahook.testbed.meta.Customer;
import org.wahook.testbed.meta.MessageBodies;
import org.wahook.testbed.meta.OtherFields;
import org.wahook.testbed.meta.WebhookBodies;
import org.wahook.testbed.meta.WebhookNumber;
import org.wahook.worker.testing.Background;
import org.wahook.worker.testing.Client;
import org.wahook.worker.testing.WorkerDatabase;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class RouterTest {

    private static final Topology TOPOLOGY = new Topology(8, List.of(Duration.ofSeconds(5)));
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Customer ANNA = Customer.withPhone("4915112345678", "Anna");
    private static final AtomicInteger EVENTS = new AtomicInteger();

    private static final WorkerDatabase database = WorkerDatabase.create();
    private static final Router router = new Router(database.accounts(), database.jdbi(), TOPOLOGY, Clock.systemUTC());

    private final Client shop = database.client();

    @AfterAll
    static void closeDatabase() {
        database.close();
    }

    @Test
    void a_message_becomes_a_row_and_a_job_in_the_lane_of_its_client() {
        List<Publication> published = route(text(shop, ANNA, "wamid.A", "Hello"));

        assertThat(published).singleElement().satisfies(publication -> {
            assertThat(publication.exchange()).isEqualTo("whatsapp");
            assertThat(publication.routingKey()).isEqualTo("replies." + TOPOLOGY.laneOf(shop.chatbotId()));
            assertThat(publication.headers())
                    .containsEntry(MessageHeaders.CHATBOT_ID, shop.chatbotId())
                    .containsEntry(MessageHeaders.PHONE_NUMBER_ID, shop.phoneNumberId())
                    .containsEntry(MessageHeaders.MESSAGE_IDS, "wamid.A");
        });
        ReplyJob job = job(published.getFirst());
        assertThat(job.accountId()).isEqualTo(shop.accountId());
        assertThat(job.messageIds()).containsExactly("wamid.A");
        assertThat(database.row(
                        "SELECT text, status, direction, type, channel, chatbot_id, payload #>> '{text,body}' AS payload"
                                + " FROM messages WHERE conversation_id = ?",
                        job.conversationId()))
                .containsEntry("text", "Hello")
                .containsEntry("status", "pending")
                .containsEntry("direction", "inbound")
                .containsEntry("type", "text")
                .containsEntry("channel", "WHATSAPP")
                .containsEntry("chatbot_id", shop.chatbotId())
                .containsEntry("payload", "Hello");
        assertThat(database.row("SELECT * FROM whatsapp_conversations WHERE id = ?", job.conversationId()))
                .containsEntry("contact_id", "4915112345678")
                .containsEntry("contact_name", "Anna")
                .containsEntry("inbound_seq", 1L);
    }

    @Test
    void an_event_that_comes_five_times_is_stored_once_and_wakes_up_as_long_as_nobody_has_answered() {
        Event event = text(shop, ANNA, "wamid.A", "Hello");
        for (int i = 0; i < 5; i++) {
            assertThat(route(event)).as("delivery %d", i + 1).hasSize(1);
        }
        assertThat(texts(shop)).containsExactly("Hello");
        assertThat(seq(shop)).isEqualTo(1);

        database.run("UPDATE messages SET status = 'answered' WHERE chatbot_id = ?", shop.chatbotId());

        assertThat(route(event)).isEmpty();
        assertThat(database.column("SELECT status FROM messages WHERE chatbot_id = ?", shop.chatbotId()))
                .containsExactly("answered");
    }

    @Test
    void the_same_message_five_times_in_one_batch_is_stored_once_and_makes_one_job() {
        Event event = text(shop, ANNA, "wamid.A", "Hello");

        assertThat(route(event, event, event, event, event)).hasSize(1);
        assertThat(texts(shop)).containsExactly("Hello");
        assertThat(seq(shop)).isEqualTo(1);
    }

    @Test
    void the_same_event_in_five_batches_at_once_is_stored_once() {
        Event event = text(shop, ANNA, "wamid.A", "Hello");
        List<Background<List<Publication>>> batches = IntStream.range(0, 5)
                .mapToObj(i -> Background.start(() -> router.route(List.of(event))))
                .toList();

        assertThat(batches).allSatisfy(batch -> assertThat(batch.result()).hasSize(1));
        assertThat(texts(shop)).containsExactly("Hello");
        assertThat(seq(shop)).isEqualTo(1);
    }

    @Test
    void messages_are_stored_in_the_order_in_which_they_came() {
        List<String> said =
                IntStream.range(0, 300).mapToObj(i -> "message " + i).toList();
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < said.size(); i += 3) {
            events.add(event(WebhookBodies.messages(
                    shop.number(),
                    ANNA,
                    MessageBodies.text(ANNA, "wamid." + i, NOW, said.get(i)),
                    MessageBodies.text(ANNA, "wamid." + (i + 1), NOW, said.get(i + 1)),
                    MessageBodies.text(ANNA, "wamid." + (i + 2), NOW, said.get(i + 2)))));
        }

        assertThat(router.route(events)).hasSize(1);
        assertThat(texts(shop)).containsExactlyElementsOf(said);
        assertThat(seq(shop)).isEqualTo(300);
    }

    @Test
    void a_batch_of_1000_updates_is_stored_at_once() {
        ObjectNode[] messages = IntStream.range(0, 1000)
                .mapToObj(i -> MessageBodies.text(
                        Customer.withPhone(String.valueOf(491510000000L + i % 250), "C" + i),
                        "wamid." + i,
                        NOW,
                        "m" + i))
                .toArray(ObjectNode[]::new);

        List<Publication> published = route(event(WebhookBodies.messages(shop.number(), ANNA, messages)));

        assertThat(published).hasSize(250);
        assertThat(published)
                .allSatisfy(one -> assertThat(job(one).messageIds()).hasSize(4));
        assertThat(texts(shop)).hasSize(1000).first().isEqualTo("m0");
    }

    @Test
    void two_clients_with_one_number_each_get_their_own_conversation_and_job() {
        Client other = database.client(shop.chatbotId() + "-b", shop.phoneNumberId());
        List<Publication> published = route(text(shop, ANNA, "wamid.A", "Hello"));

        assertThat(published)
                .extracting(one -> job(one).chatbotId())
                .containsExactlyInAnyOrder(shop.chatbotId(), other.chatbotId());
        assertThat(published).extracting(one -> job(one).conversationId()).doesNotHaveDuplicates();
        assertThat(texts(shop)).containsExactly("Hello");
        assertThat(texts(other)).containsExactly("Hello");
    }

    @Test
    void one_customer_at_two_clients_numbers_has_two_conversations() {
        Client other = database.client();
        route(text(shop, ANNA, "wamid.A", "to the shop"), text(other, ANNA, "wamid.B", "to the other"));

        assertThat(texts(shop)).containsExactly("to the shop");
        assertThat(texts(other)).containsExactly("to the other");
    }

    @Test
    void a_customer_who_hid_the_number_and_shows_it_later_stays_in_the_same_conversation() {
        String userId = "US." + shop.phoneNumberId();
        Customer hidden = Customer.withoutPhone(userId, "Bo");
        Customer shown = new Customer("14155550123", userId, "Bo");

        long first =
                job(route(text(shop, hidden, "wamid.1", "without")).getFirst()).conversationId();
        long second =
                job(route(text(shop, shown, "wamid.2", "with")).getFirst()).conversationId();
        long third = job(route(text(shop, hidden, "wamid.3", "without again")).getFirst())
                .conversationId();

        assertThat(List.of(second, third)).containsOnly(first);
        assertThat(database.row("SELECT * FROM whatsapp_conversations WHERE id = ?", first))
                .containsEntry("contact_id", userId)
                .containsEntry("contact_user_id", userId)
                .containsEntry("contact_phone", "14155550123");
    }

    @Test
    void a_customer_who_hides_the_number_later_is_recognised_by_the_user_id_that_came_with_it() {
        String userId = "US." + shop.phoneNumberId();
        Customer shown = new Customer("14155550123", userId, "Bo");

        long first = job(route(text(shop, shown, "wamid.1", "with")).getFirst()).conversationId();
        long second = job(route(text(shop, Customer.withoutPhone(userId, "Bo"), "wamid.2", "without"))
                        .getFirst())
                .conversationId();

        assertThat(second).isEqualTo(first);
        assertThat(texts(shop)).containsExactly("with", "without");
    }

    @Test
    void a_new_customer_who_comes_with_and_without_the_number_in_one_batch_has_one_conversation() {
        String userId = "US." + shop.phoneNumberId();
        Customer hidden = Customer.withoutPhone(userId, "Bo");
        Customer shown = new Customer("14155550123", userId, "Bo");

        List<Publication> jobs = route(
                text(shop, hidden, "wamid.1", "without"),
                text(shop, shown, "wamid.2", "with"),
                text(shop, hidden, "wamid.3", "without again"));

        assertThat(jobs).hasSize(1);
        assertThat(texts(shop)).containsExactly("without", "with", "without again");
        assertThat(database.row(
                        "SELECT * FROM whatsapp_conversations WHERE id = ?",
                        job(jobs.getFirst()).conversationId()))
                .containsEntry("contact_id", "14155550123")
                .containsEntry("contact_user_id", userId);
    }

    @Test
    void a_user_id_means_nobody_at_another_client() {
        Client other = database.client();
        String userId = "US." + shop.phoneNumberId();
        long here = job(route(text(shop, new Customer("14155550123", userId, "Bo"), "wamid.1", "a"))
                        .getFirst())
                .conversationId();
        long there = job(route(text(other, Customer.withoutPhone(userId, "Bo"), "wamid.2", "b"))
                        .getFirst())
                .conversationId();

        assertThat(there).isNotEqualTo(here);
    }

    @Test
    void nul_characters_that_postgresql_cannot_store_are_replaced() {
        Customer nul = Customer.withPhone("4915112345678", "An\0na");
        route(text(shop, nul, "wamid.A", "He\0llo \\u0000"));

        assertThat(texts(shop)).containsExactly("He\uFFFDllo \\u0000");
        assertThat(database.column(
                        "SELECT payload #>> '{text,body}' FROM messages WHERE chatbot_id = ?", shop.chatbotId()))
                .containsExactly("He\uFFFDllo \\u0000");
        assertThat(database.column(
                        "SELECT contact_name FROM whatsapp_conversations WHERE chatbot_id = ?", shop.chatbotId()))
                .containsExactly("An\uFFFDna");
    }

    @Test
    void an_id_with_a_nul_character_is_a_broken_item_and_the_others_go_on() {
        List<Publication> published = route(event(WebhookBodies.messages(
                shop.number(),
                ANNA,
                MessageBodies.text(ANNA, "wamid.\0", NOW, "bad"),
                MessageBodies.text(ANNA, "wamid.good", NOW, "good"))));

        assertThat(published).hasSize(2);
        assertThat(texts(shop)).containsExactly("good");
    }

    @Test
    void half_an_emoji_stops_nothing() {
        byte[] body = new String(
                        WebhookBodies.messages(
                                shop.number(),
                                ANNA,
                                MessageBodies.text(ANNA, "wamid.A", NOW, "half HALF"),
                                MessageBodies.text(ANNA, "", NOW, "broken HALF")),
                        StandardCharsets.UTF_8)
                .replace("HALF", "\\ud83d")
                .getBytes(StandardCharsets.UTF_8);

        List<Publication> published = route(event(body));

        assertThat(published).hasSize(2);
        assertThat(texts(shop)).containsExactly("half ?");
    }

    @Test
    void what_asks_for_no_answer_is_kept_and_wakes_nobody_up() {
        List<Publication> published = route(event(WebhookBodies.messages(
                shop.number(),
                ANNA,
                MessageBodies.reaction(ANNA, "wamid.R", NOW, "wamid.X", "👍"),
                MessageBodies.system(ANNA, "wamid.S", NOW, "4915100000000"),
                MessageBodies.edit(ANNA, "wamid.E", NOW, "wamid.X", "new"),
                MessageBodies.revoke(ANNA, "wamid.V", NOW, "wamid.X"))));

        assertThat(published).isEmpty();
        assertThat(database.column("SELECT status FROM messages WHERE chatbot_id = ?", shop.chatbotId()))
                .containsExactly("ignored", "ignored", "ignored", "ignored");
        assertThat(seq(shop)).as("a holder need not go round for them").isZero();
    }

    @Test
    void what_the_response_api_is_told_is_kept_where_it_says_more_than_the_text() {
        route(event(WebhookBodies.messages(
                shop.number(),
                ANNA,
                MessageBodies.text(ANNA, "wamid.1", NOW, "plain"),
                MessageBodies.image(ANNA, "wamid.2", NOW, "my receipt"),
                MessageBodies.buttonReply(ANNA, "wamid.3", NOW, "id-1", "Yes, please"),
                MessageBodies.location(ANNA, "wamid.4", NOW, "Home", "1 Hacker Way"))));

        assertThat(database.column(
                        "SELECT type || '|' || coalesce(text, '-') || '|' || coalesce(prompt, '-')"
                                + " FROM messages WHERE chatbot_id = ? ORDER BY id",
                        shop.chatbotId()))
                .containsExactly(
                        "text|plain|-",
                        "image|my receipt|[image] my receipt",
                        "interactive|Yes, please|-",
                        "location|Home, 1 Hacker Way, 37.4836,-122.1495|[location] Home, 1 Hacker Way, 37.4836,-122.1495");
    }

    @Test
    void an_event_of_a_number_that_nobody_has_goes_to_the_unrouted_byte_for_byte() {
        byte[] body = WebhookBodies.text(WebhookNumber.of("0", "123456123"), ANNA, "wamid.A", NOW, "Test");
        List<Publication> published = route(event(body));

        assertThat(published).singleElement().satisfies(one -> {
            assertThat(one.routingKey()).isEqualTo(Topology.UNROUTED_KEY);
            assertThat(one.body()).isEqualTo(body);
            assertThat(one.headers()).containsEntry(MessageHeaders.PHONE_NUMBER_ID, "123456123");
        });
    }

    @Test
    void of_an_event_for_several_numbers_only_the_part_that_nobody_has_is_unrouted() {
        WebhookNumber nobody = WebhookNumber.of("waba-nobody", "nobodys-number");
        byte[] body = Json.bytes(WebhookBodies.webhook(
                WebhookBodies.entry(
                        "waba-nobody", WebhookBodies.change("messages", value(nobody, "wamid.lost", "lost"))),
                WebhookBodies.entry(
                        "waba-shop", WebhookBodies.change("messages", value(shop.number(), "wamid.found", "found")))));

        List<Publication> published = route(event(body));

        assertThat(published).hasSize(2);
        Publication unrouted = published.stream()
                .filter(one -> one.routingKey().equals(Topology.UNROUTED_KEY))
                .findFirst()
                .orElseThrow();
        assertThat(new String(unrouted.body(), StandardCharsets.UTF_8))
                .contains("wamid.lost")
                .contains("waba-nobody")
                .doesNotContain("wamid.found");
        assertThat(texts(shop)).containsExactly("found");
    }

    @Test
    void an_inactive_client_owns_nothing() {
        database.run("UPDATE whatsapp_accounts SET status = 'inactive' WHERE chatbot_id = ?", shop.chatbotId());

        assertThat(route(text(shop, ANNA, "wamid.A", "Hello")))
                .extracting(Publication::routingKey)
                .containsExactly(Topology.UNROUTED_KEY);
    }

    @Test
    void broken_items_are_dead_letters_alone_and_the_rest_of_the_event_is_unharmed() {
        ObjectNode withoutId = MessageBodies.text(ANNA, "wamid.X", NOW, "no id");
        withoutId.remove("id");
        ObjectNode fromNobody = MessageBodies.text(ANNA, "wamid.Y", NOW, "from nobody");
        fromNobody.remove(List.of("from", "from_user_id"));
        ObjectNode value = WebhookBodies.value(
                shop.number(),
                List.of(ANNA, Customer.withPhone("14155550123", "Bob")),
                List.of(withoutId, MessageBodies.text(ANNA, "wamid.good", NOW, "good"), fromNobody),
                List.of(Json.object().put("status", "sent")));

        List<Publication> published = route(event(
                Json.bytes(WebhookBodies.webhook(WebhookBodies.entry("w", WebhookBodies.change("messages", value))))));

        List<Publication> letters = published.stream()
                .filter(one -> one.exchange().equals(Topology.DEAD_EXCHANGE))
                .toList();
        assertThat(letters).hasSize(3).allSatisfy(letter -> {
            assertThat(letter.routingKey()).isEqualTo(Topology.EVENTS_KEY);
            assertThat(letter.headers()).containsEntry(MessageHeaders.REASON, "malformed_item");
            assertThat(new String(letter.body(), StandardCharsets.UTF_8)).doesNotContain("wamid.good");
        });
        assertThat(texts(shop)).containsExactly("good");
        assertThat(published).hasSize(4);
    }

    @Test
    void a_body_that_is_no_webhook_of_whatsapp_is_a_dead_letter() {
        assertThat(route(event("no JSON".getBytes(StandardCharsets.UTF_8))))
                .singleElement()
                .satisfies(one -> assertThat(one.headers()).containsEntry(MessageHeaders.REASON, "malformed_event"));
        assertThat(route(event("{\"object\":\"page\",\"entry\":[]}".getBytes(StandardCharsets.UTF_8))))
                .singleElement()
                .satisfies(one -> assertThat(one.headers()).containsEntry(MessageHeaders.REASON, "unsupported_object"));
    }

    @Test
    void changes_of_other_fields_are_kept_once_and_answered_never() {
        List<Event> events = List.of(
                event(OtherFields.accountUpdate("waba-1")),
                event(OtherFields.unknown(shop.number())),
                event(OtherFields.history(shop.number(), ANNA, "wamid.old", NOW, "old")),
                event(OtherFields.standby(shop.number(), ANNA, "wamid.standby", NOW, "held elsewhere")),
                event(OtherFields.messageEcho(shop.number(), ANNA, "wamid.echo", NOW, "from the app")));

        assertThat(router.route(events)).isEmpty();
        assertThat(router.route(events)).isEmpty();
        assertThat(database.column("SELECT field FROM webhook_changes WHERE event_id = ANY (?) ORDER BY id", (Object)
                        events.stream().map(Event::id).toArray(String[]::new)))
                .containsExactly("account_update", "field_of_tomorrow", "history", "standby", "smb_message_echoes");
        assertThat(texts(shop)).isEmpty();
    }

    @Test
    void a_message_in_a_group_is_kept_and_not_answered() {
        ObjectNode message =
                MessageBodies.text(ANNA, "wamid.G", NOW, "Hello all").put("group_id", "group-1");

        assertThat(route(event(WebhookBodies.messages(shop.number(), ANNA, message))))
                .isEmpty();
        assertThat(texts(shop)).containsExactly("Hello all");
    }

    private static List<Publication> route(Event... events) {
        return router.route(List.of(events));
    }

    private static Event text(Client client, Customer from, String wamid, String text) {
        return event(WebhookBodies.text(client.number(), from, wamid, NOW, text));
    }

    private static Event event(byte[] body) {
        return new Event("event-" + EVENTS.incrementAndGet(), NOW, body);
    }

    private static ObjectNode value(WebhookNumber number, String wamid, String text) {
        return WebhookBodies.value(
                number, List.of(ANNA), List.of(MessageBodies.text(ANNA, wamid, NOW, text)), List.of());
    }

    private static ReplyJob job(Publication publication) {
        JsonNode json = Json.parse(publication.body()).orElseThrow();
        assertThat(json.path("id").asString("")).isEqualTo(publication.messageId());
        return ReplyJob.fromJson(publication.body());
    }

    private static List<String> texts(Client client) {
        return database.column("SELECT text FROM messages WHERE chatbot_id = ? ORDER BY id", client.chatbotId());
    }

    private static long seq(Client client) {
        return Long.parseLong(database.column(
                        "SELECT inbound_seq FROM whatsapp_conversations WHERE chatbot_id = ?", client.chatbotId())
                .getFirst());
    }
}
