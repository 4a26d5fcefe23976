package org.wahook.sandbox.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.wahook.shared.topology.Topology;
import org.wahook.testbed.meta.Customer;
import org.wahook.testbed.meta.GraphBehaviour;
import org.wahook.testbed.meta.GraphBehaviour.AcceptThenHangUp;
import org.wahook.testbed.meta.GraphBehaviour.Fail;
import org.wahook.testbed.meta.GraphBehaviour.HangUpBefore;
import org.wahook.testbed.meta.GraphBehaviour.Late;
import org.wahook.testbed.meta.GraphBehaviour.RawStatus;
import org.wahook.testbed.meta.GraphBehaviour.RetryAfter;
import org.wahook.testbed.meta.SendRequest;
import org.wahook.testbed.meta.SentMessage;
import org.wahook.testbed.meta.StatusBodies;
import org.wahook.testbed.meta.WebhookBodies;
import org.wahook.testbed.responder.ReceivedQuestion;

/** Sending that fails, with two steps of the ladder and one second to settle an uncertain send. */
class GraphFailuresTest {

    private static final Duration SETTLE_TIME = Duration.ofSeconds(1);
    private static final Map<String, String> SETTINGS = Map.of("SEND_SETTLE_TIME", "1s");

    private static StoryFixture stage;
    private static Client shop;
    private static int customers;

    /** Another one in each story. */
    private final Customer anna = newCustomer();

    @BeforeAll
    static void open() {
        stage = StoryFixture.open(1, SETTINGS);
        shop = stage.client("shop");
    }

    @AfterAll
    static void close() {
        stage.close();
    }

    private static Customer newCustomer() {
        customers++;
        return Customer.withPhone("49151000%04d".formatted(customers), "Customer " + customers);
    }

    @Test
    void a_rate_limit_is_waited_for_without_costing_an_attempt() {
        stage.meta().behaveTimes(6, this::toAnna, new Fail(400, 130429, "(#130429) Rate limit hit"));

        String wamid = stage.say(shop, anna, "hello");
        stage.settle();

        assertAnsweredOnce(wamid);
    }

    @Test
    void a_retry_after_is_honoured() {
        stage.meta().behaveOnce(this::toAnna, new RetryAfter(429, 130429, Duration.ofSeconds(2)));

        String wamid = stage.say(shop, anna, "hello");
        stage.settle();

        assertAnsweredOnce(wamid);
        Instant askedAt = stage.askedBy(shop, anna).getFirst().at();
        assertThat(Duration.between(askedAt, sentToAnna().getFirst().at()))
                .isGreaterThanOrEqualTo(Duration.ofMillis(1990));
    }

    @Test
    void a_message_that_meta_refuses_is_given_up_at_once_and_answered_with_the_next() {
        stage.meta().behaveOnce(this::toAnna, new Fail(400, 131026, "Message undeliverable"));

        String refused = stage.say(shop, anna, "hello");
        stage.settle();
        assertThat(stage.statusOf(refused)).isEqualTo("failed");
        String next = stage.say(shop, anna, "again");
        stage.settle();

        assertThat(stage.statusOf(refused))
                .as("the AI was told of it with the next one")
                .isEqualTo("answered");
        assertThat(stage.deadRepliesTo(refused)).singleElement().satisfies(letter -> {
            assertThat(letter.header("x-reason")).isEqualTo("graph_rejected");
            assertThat(letter.header("x-attempts")).isEqualTo("1");
            assertThat(letter.header("x-error")).contains("131026");
        });
        assertThat(stage.statusOf(next)).isEqualTo("answered");
        assertThat(sentToAnna()).extracting(SentMessage::text).containsExactly("echo: again");
    }

    @Test
    void a_send_of_which_only_a_status_tells_is_not_repeated() {
        // Told before Meta hangs up: the status must not come later than our second's patience.
        stage.meta().whenSent(sent -> {
            if (sent.contactId().equals(StoryFixture.contactId(anna))) {
                stage.post(WebhookBodies.status(shop.number(), StatusBodies.of(sent, "sent", Instant.now())));
            }
        });
        stage.meta().behaveOnce(this::toAnna, new AcceptThenHangUp());

        String wamid = stage.say(shop, anna, "hello");
        stage.settle();

        assertAnsweredOnce(wamid);
        assertThat(stage.statusOf(sentToAnna().getFirst().wamid())).isEqualTo("sent");
    }

    @Test
    void a_send_whose_answer_comes_too_late_is_settled_by_its_status_too() {
        Map<String, String> impatient = new HashMap<>(SETTINGS);
        impatient.put("GRAPH_API_TIMEOUT", "1s");
        try (StoryFixture own = StoryFixture.open(1, impatient)) {
            Client client = own.client("impatient");
            // Accepted at once, and said so only after our time-out; the status is there long before.
            own.meta().behaveOnce(this::toAnna, new Late(Duration.ofSeconds(3)));
            own.meta()
                    .whenSent(sent -> own.post(
                            WebhookBodies.status(client.number(), StatusBodies.of(sent, "delivered", Instant.now()))));

            String wamid = own.say(client, anna, "hello");
            own.settle();

            assertThat(own.meta().sent()).extracting(SentMessage::text).containsExactly("echo: hello");
            assertThat(own.askedBy(client, anna)).hasSize(1);
            assertThat(own.statusOf(wamid)).isEqualTo("answered");
            assertThat(own.deadRepliesTo(wamid)).isEmpty();
            assertThat(own.statusOf(own.meta().sent().getFirst().wamid())).isEqualTo("delivered");
        }
    }

    @Test
    void a_send_of_which_nothing_is_heard_is_repeated_after_the_settle_time() {
        stage.meta().behaveOnce(this::toAnna, new AcceptThenHangUp());

        String wamid = stage.say(shop, anna, "hello");
        stage.settle();

        List<SentMessage> sent = sentToAnna();
        assertThat(sent).hasSize(2);
        assertThat(sent)
                .extracting(SentMessage::bizOpaqueCallbackData)
                .containsOnly(sent.getFirst().bizOpaqueCallbackData());
        assertThat(Duration.between(sent.getFirst().at(), sent.getLast().at())).isGreaterThanOrEqualTo(SETTLE_TIME);
        assertThat(stage.askedBy(shop, anna)).hasSize(1);
        assertThat(stage.statusOf(wamid)).isEqualTo("answered");
    }

    @Test
    void uncertain_failures_are_repeated_until_one_goes_through() {
        for (GraphBehaviour failure : List.of(new HangUpBefore(), new RawStatus(502, "<html>Bad Gateway</html>"))) {
            stage.meta().behaveOnce(this::toAnna, failure);
        }

        String wamid = stage.say(shop, anna, "hello");
        stage.settle();

        assertAnsweredOnce(wamid);
    }

    @Test
    void a_token_that_meta_refuses_pauses_its_own_client_until_it_is_changed_and_nothing_is_lost() {
        Client lapsed = stage.client("lapsed");
        stage.meta().revoke(lapsed.accessToken());

        String first = stage.say(lapsed, anna, "one");
        stage.settle();
        String second = stage.say(lapsed, anna, "two");
        Customer bob = newCustomer();
        String other = stage.say(shop, bob, "hello");
        stage.settle();

        assertThat(sentToAnna()).isEmpty();
        assertThat(stage.meta().sentTo(StoryFixture.contactId(bob))).hasSize(1);
        assertThat(stage.statusOf(other)).isEqualTo("answered");
        for (String wamid : List.of(first, second)) {
            assertThat(stage.deadRepliesTo(wamid))
                    .singleElement()
                    .satisfies(letter -> assertThat(letter.header("x-reason")).isEqualTo("account_paused"));
        }
        assertThat(stage.askedBy(lapsed, anna))
                .as("a paused client asks nothing")
                .hasSize(1);

        stage.meta().phoneNumber(lapsed.number().phoneNumberId(), "a-new-token");
        stage.system()
                .update(
                        "UPDATE whatsapp_accounts SET access_token = 'a-new-token' WHERE chatbot_id = ?",
                        lapsed.chatbotId());
        StoryFixture.soon("the new token is used", () -> answers(lapsed, newCustomer()));

        // What was given up meanwhile is replayed; the reply that was there already is not asked for again.
        stage.ai().forget();
        long lost = stage.letters(Topology.REPLIES_DEAD).stream()
                .filter(letter -> letter.header("x-chatbot-id").equals(lapsed.chatbotId()))
                .count();
        assertThat(stage.replayDeadRepliesOf(lapsed)).isEqualTo((int) lost).isGreaterThanOrEqualTo(2);
        stage.settle();
        assertThat(sentToAnna()).extracting(SentMessage::text).containsExactlyInAnyOrder("echo: one", "echo: two");
        assertThat(sentToAnna()).extracting(SentMessage::token).containsOnly("a-new-token");
        assertThat(stage.askedBy(lapsed, anna))
                .extracting(ReceivedQuestion::lastUserContent)
                .containsExactly("two");
        assertThat(stage.statusOf(first)).isEqualTo("answered");
        assertThat(stage.statusOf(second)).isEqualTo("answered");
    }

    /** Whether a new message is answered. It is dealt with in either case: a worker may not have heard of a change yet. */
    private static boolean answers(Client client, Customer customer) {
        stage.say(client, customer, "hello");
        stage.settle();
        return !stage.meta().sentTo(StoryFixture.contactId(customer)).isEmpty();
    }

    private void assertAnsweredOnce(String wamid) {
        assertThat(sentToAnna()).extracting(SentMessage::text).containsExactly("echo: hello");
        assertThat(stage.askedBy(shop, anna)).hasSize(1);
        assertThat(stage.statusOf(wamid)).isEqualTo("answered");
        assertThat(stage.deadRepliesTo(wamid)).isEmpty();
    }

    private boolean toAnna(SendRequest request) {
        return request.contactId().equals(StoryFixture.contactId(anna));
    }

    private List<SentMessage> sentToAnna() {
        return stage.meta().sentTo(StoryFixture.contactId(anna));
    }
}
