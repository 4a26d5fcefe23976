package org.wahook.sandbox.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.meta.Customer;
import org.wahook.testbed.meta.GraphBehaviour;
import org.wahook.testbed.meta.GraphBehaviour.AcceptThenHangUp;
import org.wahook.testbed.meta.GraphBehaviour.Fail;
import org.wahook.testbed.meta.GraphBehaviour.HangUpBefore;
import org.wahook.testbed.meta.GraphBehaviour.Late;
import org.wahook.testbed.meta.GraphBehaviour.RawStatus;
import org.wahook.testbed.meta.GraphBehaviour.RetryAfter;
import org.wahook.testbed.meta.SendRequest;
import org.wahook.testbed.meta.Sent;
import org.wahook.testbed.meta.StatusBodies;
import org.wahook.testbed.meta.WebhookBodies;
import org.wahook.testbed.responder.Asked;

/** Sending that fails, with two steps of the ladder and one second to settle an uncertain send. */
class GraphFailuresTest {

    private static final Duration SETTLE_TIME = Duration.ofSeconds(1);
    private static final Customer ANNA = Customer.withPhone("4915112345678", "Anna");
    private static final Customer BOB = Customer.withPhone("14155550123", "Bob");

    private Stage stage;
    private Client shop;

    @BeforeEach
    void open() {
        stage = Stage.open(1, Map.of("SEND_SETTLE_TIME", "1s", "GRAPH_API_TIMEOUT", "1s"));
        shop = stage.client("shop");
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void a_rate_limit_is_waited_for_without_costing_an_attempt() {
        stage.meta().behaveTimes(6, GraphFailuresTest::toAnna, new Fail(400, 130429, "(#130429) Rate limit hit"));

        String wamid = stage.say(shop, ANNA, "hello");
        stage.settle();

        assertAnsweredOnce(wamid);
    }

    @Test
    void a_retry_after_is_honoured() {
        stage.meta().behaveOnce(GraphFailuresTest::toAnna, new RetryAfter(429, 130429, Duration.ofSeconds(2)));

        String wamid = stage.say(shop, ANNA, "hello");
        stage.settle();

        assertAnsweredOnce(wamid);
        Instant askedAt = stage.askedBy(shop, ANNA).getFirst().at();
        assertThat(Duration.between(askedAt, sentToAnna().getFirst().at()))
                .isBetween(Duration.ofMillis(1990), Duration.ofSeconds(10));
    }

    @Test
    void a_message_that_meta_refuses_is_given_up_at_once_and_the_next_is_answered() {
        stage.meta().behaveOnce(GraphFailuresTest::toAnna, new Fail(400, 131026, "Message undeliverable"));

        String refused = stage.say(shop, ANNA, "hello");
        stage.settle();
        String next = stage.say(shop, ANNA, "again");
        stage.settle();

        assertThat(stage.statusOf(refused)).isEqualTo("failed");
        assertThat(stage.deadRepliesTo(refused)).singleElement().satisfies(letter -> {
            assertThat(letter.header("x-reason")).isEqualTo("graph_rejected");
            assertThat(letter.header("x-attempts")).isEqualTo("1");
            assertThat(letter.header("x-error")).contains("131026");
        });
        assertThat(stage.statusOf(next)).isEqualTo("answered");
        assertThat(sentToAnna()).extracting(Sent::text).containsExactly("echo: again");
    }

    @Test
    void a_send_of_which_only_a_status_tells_is_not_repeated() {
        AtomicReference<Sent> accepted = new AtomicReference<>();
        stage.meta().whenSent(accepted::set);
        stage.meta().behaveOnce(GraphFailuresTest::toAnna, new AcceptThenHangUp());

        String wamid = stage.say(shop, ANNA, "hello");
        Stage.soon("Meta has it", () -> accepted.get() != null);
        stage.post(WebhookBodies.status(shop.number(), StatusBodies.of(accepted.get(), "sent", Instant.now())));
        stage.settle();

        assertAnsweredOnce(wamid);
        assertThat(stage.statusOf(accepted.get().wamid())).isEqualTo("sent");
    }

    @Test
    void a_send_whose_answer_comes_too_late_is_settled_by_its_status_too() {
        // Accepted at once, and said so only after our time-out; the status is there long before.
        stage.meta().behaveOnce(GraphFailuresTest::toAnna, new Late(Duration.ofSeconds(3)));
        stage.meta()
                .whenSent(sent -> stage.post(
                        WebhookBodies.status(shop.number(), StatusBodies.of(sent, "delivered", Instant.now()))));

        String wamid = stage.say(shop, ANNA, "hello");
        stage.settle();

        assertAnsweredOnce(wamid);
        assertThat(stage.statusOf(sentToAnna().getFirst().wamid())).isEqualTo("delivered");
    }

    @Test
    void a_send_of_which_nothing_is_heard_is_repeated_after_the_settle_time() {
        stage.meta().behaveOnce(GraphFailuresTest::toAnna, new AcceptThenHangUp());

        String wamid = stage.say(shop, ANNA, "hello");
        stage.settle();

        List<Sent> sent = sentToAnna();
        assertThat(sent).hasSize(2);
        assertThat(sent)
                .extracting(Sent::bizOpaqueCallbackData)
                .containsOnly(sent.getFirst().bizOpaqueCallbackData());
        assertThat(Duration.between(sent.getFirst().at(), sent.getLast().at())).isGreaterThanOrEqualTo(SETTLE_TIME);
        assertThat(stage.askedBy(shop, ANNA)).hasSize(1);
        assertThat(stage.statusOf(wamid)).isEqualTo("answered");
    }

    @Test
    void uncertain_failures_are_repeated_until_one_goes_through() {
        for (GraphBehaviour failure : List.of(new HangUpBefore(), new RawStatus(502, "<html>Bad Gateway</html>"))) {
            stage.meta().behaveOnce(GraphFailuresTest::toAnna, failure);
        }

        String wamid = stage.say(shop, ANNA, "hello");
        stage.settle();

        assertAnsweredOnce(wamid);
    }

    @Test
    void a_token_that_meta_refuses_pauses_its_own_client_until_it_is_changed_and_nothing_is_lost() {
        Client support = stage.client("support");
        stage.meta().revoke(shop.accessToken());

        String first = stage.say(shop, ANNA, "one");
        stage.settle();
        String second = stage.say(shop, ANNA, "two");
        String other = stage.say(support, BOB, "hello");
        stage.settle();

        assertThat(sentToAnna()).isEmpty();
        assertThat(stage.meta().sentTo(Stage.contactId(BOB))).hasSize(1);
        assertThat(stage.statusOf(other)).isEqualTo("answered");
        for (String wamid : List.of(first, second)) {
            assertThat(stage.deadRepliesTo(wamid))
                    .singleElement()
                    .satisfies(letter -> assertThat(letter.header("x-reason")).isEqualTo("account_paused"));
        }
        assertThat(stage.askedBy(shop, ANNA)).as("a paused client asks nothing").hasSize(1);

        stage.meta().phoneNumber(shop.number().phoneNumberId(), "a-new-token");
        stage.system()
                .update(
                        "UPDATE whatsapp_accounts SET access_token = 'a-new-token' WHERE chatbot_id = ?",
                        shop.chatbotId());
        Deadline.eventually(Duration.ofSeconds(2), "the new token is used", () -> {
            stage.say(shop, ANNA, "three");
            return !sentToAnna().isEmpty();
        });
        stage.settle();

        assertThat(sentToAnna()).extracting(Sent::token).containsOnly("a-new-token");

        // What was given up meanwhile is replayed; the reply that was there already is not asked for again.
        stage.meta().forget();
        stage.ai().forget();
        assertThat(stage.replayDeadReplies()).isEqualTo(2);
        stage.settle();
        assertThat(sentToAnna()).extracting(Sent::text).containsExactlyInAnyOrder("echo: one", "echo: two");
        assertThat(stage.askedBy(shop, ANNA)).extracting(Asked::lastUserContent).containsExactly("two");
        assertThat(stage.statusOf(first)).isEqualTo("answered");
        assertThat(stage.statusOf(second)).isEqualTo("answered");
    }

    private void assertAnsweredOnce(String wamid) {
        assertThat(sentToAnna()).extracting(Sent::text).containsExactly("echo: hello");
        assertThat(stage.askedBy(shop, ANNA)).hasSize(1);
        assertThat(stage.statusOf(wamid)).isEqualTo("answered");
        assertThat(stage.deadRepliesTo(wamid)).isEmpty();
    }

    private static boolean toAnna(SendRequest request) {
        return request.contactId().equals(Stage.contactId(ANNA));
    }

    private List<Sent> sentToAnna() {
        return stage.meta().sentTo(Stage.contactId(ANNA));
    }
}
