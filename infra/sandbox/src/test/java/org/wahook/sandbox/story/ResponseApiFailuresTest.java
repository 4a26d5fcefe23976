package org.wahook.sandbox.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.wahook.testbed.meta.Customer;
import org.wahook.testbed.responder.ReceivedQuestion;
import org.wahook.testbed.responder.ResponseBehaviour;
import org.wahook.testbed.responder.ResponseBehaviour.Hang;
import org.wahook.testbed.responder.ResponseBehaviour.HangUp;
import org.wahook.testbed.responder.ResponseBehaviour.PlainText;
import org.wahook.testbed.responder.ResponseBehaviour.Raw;
import org.wahook.testbed.responder.ResponseBehaviour.Reply;

/** The ladder of these stories has two steps: three attempts in all. */
class ResponseApiFailuresTest {

    private static final ResponseBehaviour UNAVAILABLE = Raw.json(503, "{\"error\":\"busy\"}");

    private static StoryFixture stage;
    private static Client shop;
    private static int customers;

    @BeforeAll
    static void open() {
        stage = StoryFixture.open(1, Map.of("RESPONSE_API_TIMEOUT", "5s"));
        shop = stage.client("shop");
    }

    @AfterAll
    static void close() {
        stage.close();
    }

    @Test
    void that_pass_cost_the_customer_nothing_but_time() {
        Turned turned = ask(attempt -> attempt <= 2 ? UNAVAILABLE : new Reply("here it is"));

        turned.assertAnswered("here it is");
        assertThat(turned.asked()).hasSize(3);
        assertThat(turned.asked().getFirst().idempotencyKey()).isNotBlank();
        assertThat(turned.asked())
                .extracting(ReceivedQuestion::idempotencyKey)
                .containsOnly(turned.asked().getFirst().idempotencyKey());
    }

    @Test
    void for_ever_end_as_a_dead_letter_that_says_all() {
        Instant began = Instant.now();
        Turned turned = ask(attempt -> Raw.json(500, "{\"error\":\"a bug\"}"));

        assertThat(turned.asked()).hasSize(3);
        DeadLetterMessage letter = turned.assertGivenUp("response_api_error");
        assertThat(letter.header("x-error")).contains("500").doesNotContain("\n");
        assertThat(letter.header("x-attempts")).isEqualTo("3");
        Instant first = Instant.parse(letter.header("x-first-failed-at"));
        Instant last = Instant.parse(letter.header("x-last-failed-at"));
        assertThat(first).isAfter(began);
        assertThat(Duration.between(first, last)).isGreaterThan(Duration.ofMillis(500));
        assertThat(letter.header("x-chatbot-id")).isEqualTo(shop.chatbotId());
        assertThat(letter.header("x-account-id"))
                .isEqualTo(stage.one("SELECT id FROM whatsapp_accounts WHERE chatbot_id = ?", shop.chatbotId()));
        assertThat(letter.header("x-phone-number-id")).isEqualTo(shop.number().phoneNumberId());
        assertThat(letter.header("x-message-ids")).isEqualTo(turned.wamid());
        assertThat(letter.header("x-event-id")).isNotBlank();
        assertThat(letter.json().isObject()).isTrue();
    }

    static List<ResponseBehaviour> hopeless_answers() {
        return List.of(
                Raw.json(400, "{\"error\":\"no\"}"),
                Raw.json(401, "{}"),
                Raw.json(404, "not even JSON"),
                Raw.json(422, ""),
                Raw.json(200, "{\"answer\":\"elsewhere\"}"),
                Raw.json(200, "{\"response\":42}"),
                Raw.json(200, "<html>"));
    }

    @ParameterizedTest
    @MethodSource("hopeless_answers")
    void that_trying_again_would_not_change_are_given_up_at_once(ResponseBehaviour answer) {
        Turned turned = ask(attempt -> answer);

        assertThat(turned.asked()).hasSize(1);
        assertThat(turned.assertGivenUp("response_api_").header("x-attempts")).isEqualTo("1");
    }

    static List<ResponseBehaviour> passing_failures() {
        return List.of(
                Raw.json(408, ""),
                Raw.json(425, ""),
                Raw.json(429, ""),
                Raw.json(502, "<html>"),
                new HangUp(),
                new Hang());
    }

    @ParameterizedTest
    @MethodSource("passing_failures")
    void that_may_pass_are_tried_again(ResponseBehaviour failure) {
        Turned turned = ask(attempt -> attempt == 1 ? failure : new Reply("now"));

        turned.assertAnswered("now");
        assertThat(turned.asked()).hasSize(2);
    }

    @Test
    void that_name_a_time_are_tried_again_no_sooner() {
        Turned turned = ask(attempt ->
                attempt == 1 ? new Raw(503, "application/json", "{}", Map.of("Retry-After", "2")) : new Reply("now"));

        turned.assertAnswered("now");
        assertThat(turned.asked()).hasSize(2);
        assertThat(Duration.between(
                        turned.asked().getFirst().at(), turned.asked().getLast().at()))
                .isGreaterThanOrEqualTo(Duration.ofMillis(1990));
    }

    @Test
    void of_one_message_do_not_lose_those_that_come_meanwhile() {
        Customer customer = newCustomer();
        // One that costs no attempts, so that the first message waits for the second as long as need be.
        stage.ai().answer(asked -> Replies.unanswered(asked).size() < 2 ? Raw.json(429, "") : Replies.naming(asked));

        String first = stage.say(shop, customer, "one");
        StoryFixture.soon(
                "the first attempt failed", () -> !stage.askedBy(shop, customer).isEmpty());
        String second = stage.say(shop, customer, "two");
        stage.settle();

        assertThat(stage.meta().sentTo(StoryFixture.contactId(customer)))
                .extracting(sent -> Replies.answeredBy(sent))
                .containsExactly(List.of("one", "two"));
        assertThat(stage.statusOf(first)).isEqualTo("answered");
        assertThat(stage.statusOf(second)).isEqualTo("answered");
    }

    @Test
    void do_not_keep_a_later_message_from_its_answer() {
        Customer customer = newCustomer();
        stage.ai()
                .answer(asked ->
                        asked.lastUserContent().equals("poison") ? Raw.json(400, "{}") : new Reply("fine again"));

        String poison = stage.say(shop, customer, "poison");
        stage.settle();
        assertThat(stage.statusOf(poison)).isEqualTo("failed");
        String next = stage.say(shop, customer, "next");
        stage.settle();

        assertThat(stage.statusOf(poison))
                .as("the AI was told of it with the next one")
                .isEqualTo("answered");
        assertThat(stage.statusOf(next)).isEqualTo("answered");
        assertThat(stage.meta().sentTo(StoryFixture.contactId(customer))).hasSize(1);
    }

    static List<ResponseBehaviour> silences() {
        return List.of(new Reply(""), new Reply(" \n"), new PlainText(""));
    }

    @ParameterizedTest
    @MethodSource("silences")
    void are_not_what_an_empty_reply_is(ResponseBehaviour silence) {
        Turned turned = ask(attempt -> silence);

        assertThat(turned.asked()).hasSize(1);
        assertThat(stage.statusOf(turned.wamid())).isEqualTo("ignored");
        assertThat(stage.meta().sentTo(StoryFixture.contactId(turned.customer())))
                .isEmpty();
        assertThat(stage.deadRepliesTo(turned.wamid())).isEmpty();
    }

    @Test
    void are_not_what_a_plain_text_is() {
        ask(attempt -> new PlainText("Grüße 😀")).assertAnswered("Grüße 😀");
    }

    private record Turned(Customer customer, String wamid) {

        List<ReceivedQuestion> asked() {
            return stage.askedBy(shop, customer);
        }

        void assertAnswered(String text) {
            assertThat(stage.meta().sentTo(StoryFixture.contactId(customer)))
                    .extracting(sent -> sent.text())
                    .containsExactly(text);
            assertThat(stage.statusOf(wamid)).isEqualTo("answered");
            assertThat(stage.deadRepliesTo(wamid)).isEmpty();
        }

        DeadLetterMessage assertGivenUp(String reason) {
            assertThat(stage.meta().sentTo(StoryFixture.contactId(customer))).isEmpty();
            assertThat(stage.statusOf(wamid)).isEqualTo("failed");
            List<DeadLetterMessage> letters = stage.deadRepliesTo(wamid);
            assertThat(letters).hasSize(1);
            assertThat(letters.getFirst().header("x-reason")).startsWith(reason);
            return letters.getFirst();
        }
    }

    /** One question, with an answer for each attempt (from 1), to its end. */
    private static Turned ask(IntFunction<ResponseBehaviour> answers) {
        Customer customer = newCustomer();
        stage.ai().answer(asked -> answers.apply(stage.askedBy(shop, customer).size()));
        String wamid = stage.say(shop, customer, "hello?");
        stage.settle();
        return new Turned(customer, wamid);
    }

    private static Customer newCustomer() {
        customers++;
        return Customer.withPhone("49151000%04d".formatted(customers), "Customer " + customers);
    }
}
