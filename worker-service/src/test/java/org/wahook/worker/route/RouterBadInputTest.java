package org.wahook.worker.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wahook.worker.route.RouterFixture.ANNA;
import static org.wahook.worker.route.RouterFixture.NOW;
import static org.wahook.worker.route.RouterFixture.event;
import static org.wahook.worker.route.RouterFixture.text;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wahook.platform.broker.MessageHeaders;
import org.wahook.platform.broker.Publication;
import org.wahook.platform.json.Json;
import org.wahook.shared.topology.Topology;
import org.wahook.testbed.meta.Customer;
import org.wahook.testbed.meta.MessageBodies;
import org.wahook.testbed.meta.WebhookBodies;
import org.wahook.worker.testing.Client;
import org.wahook.worker.testing.WorkerDatabase;
import tools.jackson.databind.node.ObjectNode;

/** What PostgreSQL can't store and nobody can read: alone it goes, and the others are unharmed. */
class RouterBadInputTest {

    @AutoClose
    private static final WorkerDatabase database = WorkerDatabase.create();

    private final RouterFixture router = new RouterFixture(database);
    private final Client shop = router.shop();

    @Test
    void nul_characters_that_postgresql_cannot_store_are_replaced() {
        Customer nul = Customer.withPhone("4915112345678", "An\0na");
        router.route(text(shop, nul, "wamid.A", "He\0llo \\u0000"));

        assertThat(router.texts(shop)).containsExactly("He\uFFFDllo \\u0000");
        assertThat(database.column(
                        "SELECT payload #>> '{text,body}' FROM messages WHERE chatbot_id = ?", shop.chatbotId()))
                .containsExactly("He\uFFFDllo \\u0000");
        assertThat(database.column(
                        "SELECT contact_name FROM whatsapp_conversations WHERE chatbot_id = ?", shop.chatbotId()))
                .containsExactly("An\uFFFDna");
    }

    @Test
    void an_id_with_a_nul_character_is_a_broken_item_and_the_others_go_on() {
        List<Publication> published = router.route(event(WebhookBodies.messages(
                shop.number(),
                ANNA,
                MessageBodies.text(ANNA, "wamid.\0", NOW, "bad"),
                MessageBodies.text(ANNA, "wamid.good", NOW, "good"))));

        assertThat(published).hasSize(2);
        assertThat(router.texts(shop)).containsExactly("good");
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

        List<Publication> published = router.route(event(body));

        assertThat(published).hasSize(2);
        assertThat(router.texts(shop)).containsExactly("half ?");
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

        List<Publication> published = router.route(event(
                Json.bytes(WebhookBodies.webhook(WebhookBodies.entry("w", WebhookBodies.change("messages", value))))));

        List<Publication> letters = published.stream()
                .filter(one -> one.exchange().equals(Topology.DEAD_EXCHANGE))
                .toList();
        assertThat(letters).hasSize(3).allSatisfy(letter -> {
            assertThat(letter.routingKey()).isEqualTo(Topology.EVENTS_KEY);
            assertThat(letter.headers()).containsEntry(MessageHeaders.REASON, "malformed_item");
            assertThat(new String(letter.body(), StandardCharsets.UTF_8)).doesNotContain("wamid.good");
        });
        assertThat(router.texts(shop)).containsExactly("good");
        assertThat(published).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"object\":\"whatsapp_business_account\"}",
                "{\"object\":\"whatsapp_business_account\",\"entry\":null}",
                "{\"object\":\"whatsapp_business_account\",\"entry\":{\"id\":\"w\"}}"
            })
    void a_webhook_without_a_list_of_entries_is_a_dead_letter_that_says_so(String body) {
        assertThat(router.route(event(body.getBytes(StandardCharsets.UTF_8))))
                .singleElement()
                .satisfies(letter -> {
                    assertThat(letter.exchange()).isEqualTo(Topology.DEAD_EXCHANGE);
                    assertThat(letter.routingKey()).isEqualTo(Topology.EVENTS_KEY);
                    assertThat(letter.headers())
                            .containsEntry(MessageHeaders.REASON, "malformed_item")
                            .containsEntry(MessageHeaders.ERROR, "the webhook has no list of entries");
                    assertThat(new String(letter.body(), StandardCharsets.UTF_8))
                            .isEqualTo(body);
                });
    }

    @Test
    void a_body_that_is_no_webhook_of_whatsapp_is_a_dead_letter() {
        assertThat(router.route(event("no JSON".getBytes(StandardCharsets.UTF_8))))
                .singleElement()
                .satisfies(one -> assertThat(one.headers()).containsEntry(MessageHeaders.REASON, "malformed_event"));
        assertThat(router.route(event("{\"object\":\"page\",\"entry\":[]}".getBytes(StandardCharsets.UTF_8))))
                .singleElement()
                .satisfies(one -> assertThat(one.headers()).containsEntry(MessageHeaders.REASON, "unsupported_object"));
    }
}
