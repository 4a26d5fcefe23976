package org.wahook.sandbox.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.wahook.shared.topology.Topology;
import org.wahook.testbed.meta.Customer;
import org.wahook.testbed.meta.MessageBodies;
import org.wahook.testbed.meta.MetaJson;
import org.wahook.testbed.meta.OtherFields;
import org.wahook.testbed.meta.SentMessage;
import org.wahook.testbed.meta.StatusBodies;
import org.wahook.testbed.meta.WebhookBodies;
import org.wahook.testbed.meta.WebhookNumber;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** One POST may carry up to a thousand updates: each stands for itself. */
class BatchTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final WebhookNumber NOBODYS = WebhookNumber.of("waba-nobody", "nobodys-number");
    private static final Customer ANNA = Customer.withPhone("4915112345678", "Anna");
    private static final Customer BOB = Customer.withPhone("14155550123", "Bob");

    private Instant now;
    private StoryFixture stage;
    private Client shop;
    private Client support;

    @BeforeEach
    void open() {
        now = Instant.now();
        stage = StoryFixture.open();
        shop = stage.client("shop");
        support = stage.client("support");
        stage.ai().answer(Replies::naming);
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void every_good_item_of_a_large_webhook_is_dealt_with_and_every_broken_one_is_kept_alone() {
        stage.say(shop, ANNA, "before");
        stage.settle();
        SentMessage earlier = stage.meta().sentTo("4915112345678").getFirst();

        stage.post(MetaJson.bytes(WebhookBodies.webhook(
                WebhookBodies.entry(
                        shop.number().wabaId(),
                        WebhookBodies.change("messages", mixedValue(earlier)),
                        WebhookBodies.change("messages", said(support.number(), BOB, "wamid.bob-2", "and here")),
                        JSON.createObjectNode().put("field", "messages"),
                        otherField(OtherFields.accountUpdate(shop.number().wabaId()))),
                WebhookBodies.entry(
                        support.number().wabaId(),
                        WebhookBodies.change("messages", said(support.number(), ANNA, "wamid.anna-3", "there too")),
                        WebhookBodies.change("messages", said(NOBODYS, ANNA, "wamid.lost", "anybody?")),
                        otherField(OtherFields.accountUpdate(support.number().wabaId()))))));
        stage.settle();

        for (String wamid : List.of("wamid.anna-1", "wamid.bob-1", "wamid.anna-2", "wamid.bob-2", "wamid.anna-3")) {
            assertThat(stage.statusOf(wamid)).as(wamid).isEqualTo("answered");
        }
        assertThat(stage.query("SELECT 1 FROM messages WHERE direction = 'inbound'"))
                .hasSize(6);
        assertThat(stage.statusOf(earlier.wamid())).isEqualTo("delivered");
        assertRepliesNameAll();
        assertThat(stage.query("SELECT field FROM webhook_changes WHERE field <> 'story_fence' ORDER BY 1"))
                .containsExactly("account_update", "account_update");
        assertBrokenOnesAreKeptAlone();
        assertUnroutedPartIsKept();
        assertThat(stage.letters(Topology.REPLIES_DEAD)).isEmpty();
    }

    private void assertRepliesNameAll() {
        List<String> answered = stage.meta().sent().stream()
                .flatMap(sent -> Replies.answeredBy(sent).stream())
                .toList();
        assertThat(answered).containsExactlyInAnyOrder("before", "one", "hello", "two", "and here", "there too");
    }

    private void assertBrokenOnesAreKeptAlone() {
        List<DeadLetterMessage> dead = stage.letters(Topology.EVENTS_DEAD);
        assertThat(dead).hasSize(3);
        assertThat(dead).allSatisfy(letter -> {
            assertThat(letter.header("x-reason")).isEqualTo("malformed_item");
            assertThat(letter.header("x-error")).isNotBlank().doesNotContain("no id here", "a string");
            assertThat(letter.header("x-attempts")).isEqualTo("1");
            assertThat(Instant.parse(letter.header("x-first-failed-at"))).isAfter(now);
            assertThat(Instant.parse(letter.header("x-last-failed-at"))).isAfter(now);
            assertThat(letter.header("x-event-id")).isNotBlank();
            assertThat(letter.headers()).containsKeys("x-chatbot-id", "x-account-id", "x-message-ids");
            assertThat(letter.json().at("/object").asString()).isEqualTo("whatsapp_business_account");
            assertThat(letter.json().at("/entry")).hasSize(1);
            assertThat(letter.json().at("/entry/0/changes")).hasSize(1);
            assertThat(letter.json().at("/entry/0/changes/0/value/messages").size())
                    .isLessThanOrEqualTo(1);
        });
        assertThat(dead)
                .extracting(letter -> letter.header("x-phone-number-id"))
                .containsExactlyInAnyOrder(
                        shop.number().phoneNumberId(), shop.number().phoneNumberId(), "");
        assertThat(dead)
                .extracting(letter -> letter.json().at("/entry/0/changes/0/value/messages/0"))
                .filteredOn(item -> item.isObject() || item.isString())
                .extracting(item -> item.isString()
                        ? item.asString()
                        : item.at("/text/body").asString())
                .containsExactlyInAnyOrder("no id here", "a string");
    }

    private void assertUnroutedPartIsKept() {
        List<DeadLetterMessage> unrouted = stage.letters(Topology.UNROUTED);
        assertThat(unrouted).hasSize(1);
        JsonNode body = unrouted.getFirst().json();
        assertThat(body.at("/entry")).hasSize(1);
        assertThat(body.at("/entry/0/changes")).hasSize(1);
        assertThat(body.at("/entry/0/changes/0/value/messages/0/id").asString()).isEqualTo("wamid.lost");
        assertThat(unrouted.getFirst().header("x-phone-number-id")).isEqualTo("nobodys-number");
    }

    @Test
    void what_is_signed_but_no_webhook_is_taken_and_kept_as_it_came() {
        stage.post("not { json".getBytes(StandardCharsets.UTF_8));
        stage.post("{\"object\":\"page\",\"entry\":[]}".getBytes(StandardCharsets.UTF_8));
        stage.settle();

        assertThat(stage.letters(Topology.EVENTS_DEAD))
                .extracting(DeadLetterMessage::body)
                .containsExactlyInAnyOrder("not { json", "{\"object\":\"page\",\"entry\":[]}");
    }

    @Test
    void an_id_that_no_database_can_hold_breaks_its_own_message_only() {
        Customer carol = Customer.withPhone("4917099999999", "Carol");
        stage.post(WebhookBodies.messages(
                shop.number(),
                carol,
                MessageBodies.text(carol, "wamid.good", now, "a good one"),
                MessageBodies.text(carol, "wamid.\0", now, "with a NUL in its id"),
                MessageBodies.text(carol, "wamid.nul-in-text", now, "a NUL \0 in its text"),
                MessageBodies.text(carol, "wamid.half-emoji", now, "half an emoji \ud83d")));
        stage.settle();

        assertThat(stage.statusOf("wamid.good")).isEqualTo("answered");
        assertThat(stage.statusOf("wamid.nul-in-text")).isEqualTo("answered");
        assertThat(stage.statusOf("wamid.half-emoji")).isEqualTo("answered");
        assertThat(stage.letters(Topology.EVENTS_DEAD)).hasSize(1);
    }

    @Test
    void a_thousand_messages_in_one_webhook_are_all_answered() {
        List<Customer> customers = IntStream.range(0, 200)
                .mapToObj(i -> Customer.withPhone("49160%07d".formatted(i), "C" + i))
                .toList();
        List<ObjectNode> messages = IntStream.range(0, 1000)
                .mapToObj(i -> MessageBodies.text(customers.get(i % 200), "wamid.t" + i, now, "t" + i))
                .toList();

        stage.post(MetaJson.bytes(WebhookBodies.webhook(WebhookBodies.entry(
                shop.number().wabaId(),
                WebhookBodies.change(
                        "messages", WebhookBodies.value(shop.number(), customers, messages, List.of()))))));
        stage.settle();

        assertThat(stage.query("SELECT status FROM messages WHERE direction = 'inbound'"))
                .hasSize(1000)
                .containsOnly("answered");
        for (int i = 0; i < 200; i++) {
            assertThat(Replies.answeredBy(stage.meta().sentTo("49160%07d".formatted(i))))
                    .containsExactly("t" + i, "t" + (i + 200), "t" + (i + 400), "t" + (i + 600), "t" + (i + 800));
        }
    }

    private ObjectNode mixedValue(SentMessage earlier) {
        ObjectNode withoutId = MessageBodies.text(BOB, "wamid.none", now, "no id here");
        withoutId.remove("id");
        ObjectNode value = WebhookBodies.value(
                shop.number(),
                List.of(ANNA, BOB),
                List.of(
                        MessageBodies.text(ANNA, "wamid.anna-1", now, "one"),
                        withoutId,
                        MessageBodies.text(BOB, "wamid.bob-1", now, "hello")),
                List.of(StatusBodies.of(earlier, "delivered", now)));
        value.withArray("messages").add("a string");
        value.withArray("messages").add(MessageBodies.text(ANNA, "wamid.anna-2", now, "two"));
        return value;
    }

    private ObjectNode said(WebhookNumber number, Customer customer, String wamid, String text) {
        return WebhookBodies.value(
                number, List.of(customer), List.of(MessageBodies.text(customer, wamid, now, text)), List.of());
    }

    private static ObjectNode otherField(byte[] webhook) {
        return (ObjectNode) JSON.readTree(webhook).at("/entry/0/changes/0");
    }
}
