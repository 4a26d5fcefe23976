package org.wahook.sandbox.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.wahook.shared.topology.Topology;
import org.wahook.testbed.meta.Customer;
import org.wahook.testbed.meta.MessageBodies;
import org.wahook.testbed.meta.SentMessage;
import org.wahook.testbed.meta.WebhookBodies;
import org.wahook.testbed.responder.ReceivedQuestion;
import org.wahook.testbed.responder.Turn;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class MessageTypesTest {

    private static final JsonMapper JSON = new JsonMapper();

    private static StoryFixture stage;
    private static Client shop;

    @BeforeAll
    static void open() {
        stage = StoryFixture.open();
        shop = stage.client("shop");
    }

    @AfterAll
    static void close() {
        stage.close();
    }

    /** A message as one customer sends it. */
    interface Maker {
        ObjectNode from(Customer customer, String wamid, Instant at);
    }

    /**
     * What a message must become.
     *
     * @param text the column; "null" where the message has no words
     * @param prompt what the response API is told
     */
    record Kind(String type, String text, String prompt, Maker maker) {
        @Override
        public String toString() {
            return prompt;
        }
    }

    /** A kind of message by its type, or by what it is. */
    record Named(String name, Maker maker) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Kind> kinds_that_are_answered() {
        return List.of(
                new Kind("text", "Grüße 😀", "Grüße 😀", (c, id, at) -> MessageBodies.text(c, id, at, "Grüße 😀")),
                new Kind(
                        "image",
                        "my receipt",
                        "[image] my receipt",
                        (c, id, at) -> MessageBodies.image(c, id, at, "my receipt")),
                new Kind("image", "null", "[image]", (c, id, at) -> MessageBodies.image(c, id, at, "")),
                new Kind("video", "look", "[video] look", (c, id, at) -> MessageBodies.video(c, id, at, "look")),
                new Kind("audio", "null", "[voice note]", (c, id, at) -> MessageBodies.audio(c, id, at, true)),
                new Kind(
                        "document",
                        "the bill",
                        "[document] bill.pdf, the bill",
                        (c, id, at) -> MessageBodies.document(c, id, at, "bill.pdf", "the bill")),
                new Kind("sticker", "null", "[sticker]", MessageBodies::sticker),
                new Kind(
                        "interactive",
                        "Yes, please",
                        "Yes, please",
                        (c, id, at) -> MessageBodies.buttonReply(c, id, at, "yes", "Yes, please")),
                new Kind(
                        "interactive",
                        "Large",
                        "Large (40 cm)",
                        (c, id, at) -> MessageBodies.listReply(c, id, at, "l", "Large", "40 cm")),
                new Kind("button", "Stop", "Stop", (c, id, at) -> MessageBodies.button(c, id, at, "stop", "Stop")));
    }

    @ParameterizedTest
    @MethodSource("kinds_that_are_answered")
    void is_stored_as_it_came_and_asked_about_in_the_words_of_the_contract(Kind kind) {
        Customer customer = newCustomer();
        Stored stored = send(customer, kind.maker());

        assertThat(stored.row("type")).isEqualTo(kind.type());
        assertThat(stored.row("direction")).isEqualTo("inbound");
        assertThat(stored.row("channel")).isEqualTo("WHATSAPP");
        assertThat(stored.row("text")).isEqualTo(kind.text());
        assertThat(stored.row("status")).isEqualTo("answered");
        assertThat(JSON.readTree(stored.row("payload")))
                .isEqualTo(JSON.readTree(stored.message().toString()));
        assertThat(stage.askedBy(shop, customer))
                .extracting(ReceivedQuestion::query)
                .containsExactly(List.of(new Turn("user", kind.prompt())));
        assertThat(stage.meta().sentTo(StoryFixture.contactId(customer))).hasSize(1);
    }

    static List<Named> kinds_without_words() {
        return List.of(
                new Named("location", (c, id, at) -> MessageBodies.location(c, id, at, "Cafe", "Main Street 1")),
                new Named("contacts", (c, id, at) -> MessageBodies.contacts(c, id, at, List.of("Ada", "Grace"))),
                new Named("order", (c, id, at) -> MessageBodies.order(c, id, at, "as always")),
                new Named("interactive", (c, id, at) -> MessageBodies.flowReply(c, id, at, "{\"size\":\"L\"}")),
                new Named("unsupported", (c, id, at) -> MessageBodies.unsupported(c, id, at, "poll_creation")),
                new Named("request_welcome", MessageBodies::requestWelcome),
                new Named("hologram", (c, id, at) -> MessageBodies.message(c, id, at, "hologram")));
    }

    @ParameterizedTest
    @MethodSource("kinds_without_words")
    void that_is_no_text_is_described_in_brackets(Named kind) {
        Customer customer = newCustomer();
        Stored stored = send(customer, kind.maker());

        assertThat(stored.row("type")).isEqualTo(kind.name());
        assertThat(stored.row("status")).isEqualTo("answered");
        assertThat(JSON.readTree(stored.row("payload")))
                .isEqualTo(JSON.readTree(stored.message().toString()));
        assertThat(stage.askedBy(shop, customer))
                .extracting(ReceivedQuestion::lastUserContent)
                .singleElement()
                .asString()
                .startsWith("[")
                .contains("]");
        assertThat(stage.meta().sentTo(StoryFixture.contactId(customer))).hasSize(1);
    }

    static List<Named> notices() {
        return List.of(
                new Named("reaction", (c, id, at) -> MessageBodies.reaction(c, id, at, "wamid.before", "👍")),
                new Named(
                        "reaction taken back", (c, id, at) -> MessageBodies.reactionRemoved(c, id, at, "wamid.before")),
                new Named("edit", (c, id, at) -> MessageBodies.edit(c, id, at, "wamid.before", "I meant blue")),
                new Named("revoke", (c, id, at) -> MessageBodies.revoke(c, id, at, "wamid.before")),
                new Named("system", (c, id, at) -> MessageBodies.system(c, id, at, "4915199999999")));
    }

    @ParameterizedTest
    @MethodSource("notices")
    void that_is_a_notice_is_stored_and_starts_no_turn(Named notice) {
        Customer customer = newCustomer();
        Stored stored = send(customer, notice.maker());

        assertThat(notice.name()).startsWith(stored.row("type"));
        assertThat(stored.row("status")).isEqualTo("ignored");
        assertThat(JSON.readTree(stored.row("payload")))
                .isEqualTo(JSON.readTree(stored.message().toString()));
        assertThat(stage.askedBy(shop, customer)).isEmpty();
        assertThat(stage.meta().sentTo(StoryFixture.contactId(customer))).isEmpty();
    }

    @Test
    void a_message_without_a_type_is_answered_all_the_same() {
        Customer customer = newCustomer();
        Stored stored = send(customer, MessageBodies::withoutType);

        assertThat(stored.row("status")).isEqualTo("answered");
        assertThat(JSON.readTree(stored.row("payload")).has("type")).isFalse();
        assertThat(stage.askedBy(shop, customer).getFirst().lastUserContent()).startsWith("[location]");
    }

    @Test
    void a_customer_who_hides_the_phone_number_is_answered_by_user_id() {
        Customer hidden = Customer.withoutPhone("US.13491208655302741918", "Hidden");

        stage.say(shop, hidden, "who am I?");
        stage.settle();

        List<SentMessage> sent = stage.meta().sentTo("US.13491208655302741918");
        assertThat(sent).hasSize(1);
        assertThat(sent.getFirst().recipient()).isEqualTo("US.13491208655302741918");
        assertThat(sent.getFirst().to()).isNull();
        assertThat(stage.askedBy(shop, hidden)).hasSize(1);
        assertThat(stage.query("SELECT contact_id || ' ' || contact_name FROM whatsapp_conversations"
                        + " WHERE contact_id LIKE 'US%'"))
                .containsExactly("US.13491208655302741918 Hidden");
    }

    @Test
    void a_customer_who_shows_the_phone_number_later_stays_in_the_same_conversation() {
        Customer hidden = Customer.withoutPhone("DE.777", "Later");
        stage.say(shop, hidden, "hidden");
        stage.settle();

        stage.say(shop, new Customer("4917012345678", "DE.777", "Later"), "shown");
        stage.settle();

        assertThat(stage.ai().asked().getLast().query())
                .containsExactly(
                        new Turn("user", "hidden"), new Turn("assistant", "echo: hidden"), new Turn("user", "shown"));
        assertThat(stage.meta().sent().getLast().to()).isEqualTo("+4917012345678");
    }

    @Test
    void a_customer_with_a_phone_number_is_kept_under_its_digits() {
        Customer customer = newCustomer();

        stage.say(shop, customer, "hello");
        stage.settle();

        assertThat(stage.query(
                        "SELECT contact_name FROM whatsapp_conversations WHERE contact_id = ? AND chatbot_id = ?",
                        StoryFixture.contactId(customer),
                        shop.chatbotId()))
                .containsExactly(customer.name());
        assertThat(stage.meta().sentTo(StoryFixture.contactId(customer)))
                .extracting(SentMessage::to)
                .containsExactly("+" + customer.phone());
    }

    @Test
    void the_answered_message_is_marked_as_read_with_a_typing_indicator() {
        Customer customer = newCustomer();

        String wamid = stage.say(shop, customer, "are you there?");
        stage.settle();
        StoryFixture.soon(
                "it is marked as read",
                () -> stage.meta().readReceipts().stream()
                        .anyMatch(receipt -> receipt.wamid().equals(wamid)));

        assertThat(stage.meta().readReceipts())
                .filteredOn(receipt -> receipt.wamid().equals(wamid))
                .singleElement()
                .satisfies(receipt -> {
                    assertThat(receipt.typing()).isTrue();
                    assertThat(receipt.token()).isEqualTo(shop.accessToken());
                    assertThat(receipt.phoneNumberId()).isEqualTo(shop.number().phoneNumberId());
                });
    }

    @AfterEach
    void nothing_of_all_this_is_a_dead_letter() {
        assertThat(stage.letters(Topology.EVENTS_DEAD)).isEmpty();
        assertThat(stage.letters(Topology.REPLIES_DEAD)).isEmpty();
        assertThat(stage.letters(Topology.UNROUTED)).isEmpty();
    }

    private record Stored(String wamid, ObjectNode message, Function<String, String> columns) {
        String row(String column) {
            return columns.apply(column);
        }
    }

    private static Stored send(Customer customer, Maker maker) {
        String wamid = StoryFixture.newWamid();
        ObjectNode message = maker.from(customer, wamid, Instant.now());
        stage.post(WebhookBodies.messages(shop.number(), customer, message));
        stage.settle();
        return new Stored(
                wamid,
                message,
                column -> stage.one("SELECT " + column + " FROM messages WHERE wa_message_id = ?", wamid));
    }

    private static int customers;

    private static Customer newCustomer() {
        customers++;
        return Customer.withPhone("49151000%04d".formatted(customers), "Customer " + customers);
    }
}
