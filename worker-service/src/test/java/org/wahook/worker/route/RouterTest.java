package org.wahook.worker.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wahook.worker.route.RouterFixture.ANNA;
import static org.wahook.worker.route.RouterFixture.NOW;
import static org.wahook.worker.route.RouterFixture.TOPOLOGY;
import static org.wahook.worker.route.RouterFixture.event;
import static org.wahook.worker.route.RouterFixture.job;
import static org.wahook.worker.route.RouterFixture.text;
import static org.wahook.worker.route.RouterFixture.value;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.wahook.platform.broker.MessageHeaders;
import org.wahook.platform.broker.Publication;
import org.wahook.platform.json.Json;
import org.wahook.shared.job.ReplyJob;
import org.wahook.shared.topology.Topology;
import org.wahook.testbed.meta.Customer;
import org.wahook.testbed.meta.MessageBodies;
import org.wahook.testbed.meta.OtherFields;
import org.wahook.testbed.meta.WebhookBodies;
import org.wahook.testbed.meta.WebhookNumber;
import org.wahook.worker.testing.Background;
import org.wahook.worker.testing.Client;
import org.wahook.worker.testing.WorkerDatabase;
import tools.jackson.databind.node.ObjectNode;

class RouterTest {

    @AutoClose
    private static final WorkerDatabase database = WorkerDatabase.create();

    private final RouterFixture router = new RouterFixture(database);
    private final Client shop = router.shop();

    @Test
    void a_message_becomes_a_row_and_a_job_in_the_lane_of_its_client() {
        List<Publication> published = router.route(text(shop, ANNA, "wamid.A", "Hello"));

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
            assertThat(router.route(event)).as("delivery %d", i + 1).hasSize(1);
        }
        assertThat(router.texts(shop)).containsExactly("Hello");
        assertThat(router.seq(shop)).isEqualTo(1);

        database.run("UPDATE messages SET status = 'answered' WHERE chatbot_id = ?", shop.chatbotId());

        assertThat(router.route(event)).isEmpty();
        assertThat(database.column("SELECT status FROM messages WHERE chatbot_id = ?", shop.chatbotId()))
                .containsExactly("answered");
    }

    @Test
    void the_same_message_five_times_in_one_batch_is_stored_once_and_makes_one_job() {
        Event event = text(shop, ANNA, "wamid.A", "Hello");

        assertThat(router.route(event, event, event, event, event)).hasSize(1);
        assertThat(router.texts(shop)).containsExactly("Hello");
        assertThat(router.seq(shop)).isEqualTo(1);
    }

    @Test
    void the_same_event_in_five_batches_at_once_is_stored_once() {
        Event event = text(shop, ANNA, "wamid.A", "Hello");
        List<Background<List<Publication>>> batches = IntStream.range(0, 5)
                .mapToObj(i -> Background.start(() -> router.route(List.of(event))))
                .toList();

        assertThat(batches).allSatisfy(batch -> assertThat(batch.result()).hasSize(1));
        assertThat(router.texts(shop)).containsExactly("Hello");
        assertThat(router.seq(shop)).isEqualTo(1);
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
        assertThat(router.texts(shop)).containsExactlyElementsOf(said);
        assertThat(router.seq(shop)).isEqualTo(300);
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

        List<Publication> published = router.route(event(WebhookBodies.messages(shop.number(), ANNA, messages)));

        assertThat(published).hasSize(250);
        assertThat(published)
                .allSatisfy(one -> assertThat(job(one).messageIds()).hasSize(4));
        assertThat(router.texts(shop)).hasSize(1000).first().isEqualTo("m0");
    }

    @Test
    void what_asks_for_no_answer_is_kept_and_wakes_nobody_up() {
        List<Publication> published = router.route(event(WebhookBodies.messages(
                shop.number(),
                ANNA,
                MessageBodies.reaction(ANNA, "wamid.R", NOW, "wamid.X", "👍"),
                MessageBodies.system(ANNA, "wamid.S", NOW, "4915100000000"),
                MessageBodies.edit(ANNA, "wamid.E", NOW, "wamid.X", "new"),
                MessageBodies.revoke(ANNA, "wamid.V", NOW, "wamid.X"))));

        assertThat(published).isEmpty();
        assertThat(database.column(
                        "SELECT status FROM messages WHERE chatbot_id = ? AND origin <> 'expected'", shop.chatbotId()))
                .containsExactly("ignored", "ignored", "ignored", "ignored");
        assertThat(router.seq(shop)).as("a holder need not go round for them").isZero();
    }

    @Test
    void what_the_response_api_is_told_is_kept_where_it_says_more_than_the_text() {
        router.route(event(WebhookBodies.messages(
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
        List<Publication> published = router.route(event(body));

        assertThat(published).singleElement().satisfies(one -> {
            assertThat(one.routingKey()).isEqualTo(Topology.UNROUTED_KEY);
            assertThat(one.body()).isEqualTo(body);
            assertThat(one.headers())
                    .containsEntry(MessageHeaders.PHONE_NUMBER_ID, "123456123")
                    .containsEntry(MessageHeaders.REASON, "number_unknown")
                    .containsEntry(MessageHeaders.ATTEMPTS, 1)
                    .hasEntrySatisfying(
                            MessageHeaders.ERROR,
                            error -> assertThat(error.toString()).contains("123456123"));
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

        List<Publication> published = router.route(event(body));

        assertThat(published).hasSize(2);
        Publication unrouted = published.stream()
                .filter(one -> one.routingKey().equals(Topology.UNROUTED_KEY))
                .findFirst()
                .orElseThrow();
        assertThat(new String(unrouted.body(), StandardCharsets.UTF_8))
                .contains("wamid.lost")
                .contains("waba-nobody")
                .doesNotContain("wamid.found");
        assertThat(router.texts(shop)).containsExactly("found");
    }

    @Test
    void an_inactive_client_owns_nothing() {
        database.run("UPDATE whatsapp_accounts SET status = 'inactive' WHERE chatbot_id = ?", shop.chatbotId());

        assertThat(router.route(text(shop, ANNA, "wamid.A", "Hello")))
                .extracting(Publication::routingKey)
                .containsExactly(Topology.UNROUTED_KEY);
    }

    @Test
    void changes_of_other_fields_are_kept_once_and_answered_never() {
        List<Event> events = List.of(
                event(OtherFields.accountUpdate("waba-1")),
                event(OtherFields.unknown(shop.number())),
                event(OtherFields.history(shop.number(), ANNA, "wamid.old", NOW, "old")),
                event(OtherFields.standby(shop.number(), ANNA, "wamid.standby", NOW, "held elsewhere")),
                event(OtherFields.messageEcho(shop.number(), ANNA, "wamid.echo", NOW, "from the app")));

        for (int i = 0; i < 2; i++) {
            assertThat(router.route(events))
                    .as("nothing but the end of the pause that the echo began")
                    .extracting(Publication::exchange)
                    .containsExactly(Topology.WAIT_EXCHANGE);
        }
        assertThat(database.column("SELECT field FROM webhook_changes WHERE event_id = ANY (?) ORDER BY id", (Object)
                        events.stream().map(Event::id).toArray(String[]::new)))
                .containsExactly("account_update", "field_of_tomorrow");
        assertThat(database.column(
                        "SELECT origin || ' ' || direction || ' ' || text FROM messages WHERE chatbot_id = ?"
                                + " ORDER BY origin",
                        shop.chatbotId()))
                .containsExactly("echo outbound from the app", "history inbound old", "standby inbound held elsewhere");
    }

    @Test
    void a_message_in_a_group_is_kept_and_not_answered() {
        ObjectNode message =
                MessageBodies.text(ANNA, "wamid.G", NOW, "Hello all").put("group_id", "group-1");

        assertThat(router.route(event(WebhookBodies.messages(shop.number(), ANNA, message))))
                .isEmpty();
        assertThat(router.texts(shop)).containsExactly("Hello all");
    }
}
