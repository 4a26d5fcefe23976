package org.wahook.sandbox.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.wahook.testbed.meta.Customer;
import org.wahook.testbed.meta.SentMessage;
import org.wahook.testbed.meta.StatusBodies;
import org.wahook.testbed.meta.StatusPlan;
import org.wahook.testbed.meta.WebhookBodies;
import tools.jackson.databind.json.JsonMapper;

class StatusesTest {

    private static final JsonMapper JSON = new JsonMapper();

    private static StoryFixture stage;
    private static Client shop;
    private static Client support;
    private static int customers;

    @BeforeAll
    static void open() {
        stage = StoryFixture.open();
        shop = stage.client("shop");
        support = stage.client("support");
        stage.meta().sendStatusesTo(stage.sender(), StatusPlan.none());
    }

    @AfterAll
    static void close() {
        stage.close();
    }

    @Test
    void a_reply_goes_from_sent_over_delivered_to_read() {
        SentMessage sent = answered();
        assertThat(stage.statusOf(sent.wamid())).isEqualTo("sent");

        for (String status : List.of("sent", "delivered", "read")) {
            tell(sent, status);
            assertThat(stage.statusOf(sent.wamid())).isEqualTo(status);
        }
    }

    @Test
    void a_status_that_comes_late_takes_nothing_back() {
        SentMessage sent = answered();

        for (String status : List.of("read", "delivered", "sent", "read", "deleted", "nonsense")) {
            tell(sent, status);
            assertThat(stage.statusOf(sent.wamid())).as("after " + status).isEqualTo("read");
        }
    }

    @Test
    void several_statuses_in_one_webhook_count_as_the_furthest() {
        SentMessage sent = answered();

        stage.post(WebhookBodies.status(
                shop.number(),
                StatusBodies.of(sent, "delivered", Instant.now()),
                StatusBodies.of(sent, "read", Instant.now()),
                StatusBodies.of(sent, "sent", Instant.now())));
        stage.settle();

        assertThat(stage.statusOf(sent.wamid())).isEqualTo("read");
    }

    @Test
    void failed_is_final_and_says_why() {
        SentMessage sent = answered();
        Customer to = Customer.withPhone(sent.contactId(), "");

        stage.post(WebhookBodies.status(
                shop.number(),
                StatusBodies.failed(
                        sent.wamid(),
                        to,
                        Instant.now(),
                        sent.bizOpaqueCallbackData(),
                        131047,
                        "Re-engagement message")));
        stage.settle();
        assertThat(stage.statusOf(sent.wamid())).isEqualTo("failed");
        tell(sent, "delivered");
        tell(sent, "read");

        assertThat(stage.statusOf(sent.wamid())).isEqualTo("failed");
        String error = stage.one("SELECT error FROM messages WHERE wa_message_id = ?", sent.wamid());
        assertThat(JSON.readTree(error).path("code").asInt()).isEqualTo(131047);
    }

    @Test
    void a_status_without_our_callback_data_is_found_by_metas_id() {
        SentMessage sent = answered();
        Customer to = Customer.withPhone(sent.contactId(), "");

        stage.post(
                WebhookBodies.status(shop.number(), StatusBodies.of(sent.wamid(), "delivered", to, Instant.now(), "")));
        stage.settle();

        assertThat(stage.statusOf(sent.wamid())).isEqualTo("delivered");
    }

    @Test
    void a_status_of_another_number_changes_nothing() {
        SentMessage sent = answered();

        stage.post(WebhookBodies.status(support.number(), StatusBodies.of(sent, "read", Instant.now())));
        stage.settle();

        assertThat(stage.statusOf(sent.wamid())).isEqualTo("sent");
    }

    @Test
    void a_status_may_come_before_our_own_note_that_the_reply_was_sent() {
        Customer customer = newCustomer();
        stage.meta().whenSent(sent -> {
            if (sent.contactId().equals(customer.phone())) {
                stage.meta().postStatus(sent, "delivered");
                StoryFixture.soon(
                        "the status is stored before Meta has answered the send",
                        () -> stage.query(
                                                "SELECT 1 FROM messages WHERE id = ? AND status = 'delivered'",
                                                Long.valueOf(sent.bizOpaqueCallbackData()
                                                        .replaceAll("\\..*", "")))
                                        .size()
                                == 1);
            }
        });

        String wamid = stage.say(shop, customer, "quick");
        stage.settle();

        List<SentMessage> sent = stage.meta().sentTo(StoryFixture.contactId(customer));
        assertThat(sent).hasSize(1);
        assertThat(stage.statusOf(sent.getFirst().wamid())).isEqualTo("delivered");
        assertThat(stage.statusOf(wamid)).isEqualTo("answered");
    }

    @Test
    void statuses_that_race_the_bookkeeping_of_many_sends_all_count() {
        stage.meta().sendStatusesTo(stage.sender(), StatusPlan.sentDeliveredRead(Duration.ofMillis(1)));
        try {
            List<Customer> crowd = java.util.stream.IntStream.range(0, 50)
                    .mapToObj(i -> newCustomer())
                    .toList();
            StoryFixture.atOnce(crowd.stream()
                    .map(customer ->
                            (java.util.concurrent.Callable<String>) () -> stage.say(shop, customer, "how are you?"))
                    .toList());

            for (Customer customer : crowd) {
                StoryFixture.soon(
                        "it was read",
                        () -> stage.meta()
                                        .sentTo(StoryFixture.contactId(customer))
                                        .size()
                                == 1);
                String wamid = stage.meta()
                        .sentTo(StoryFixture.contactId(customer))
                        .getFirst()
                        .wamid();
                StoryFixture.soon(
                        "it was read",
                        () -> stage.query("SELECT status FROM messages WHERE wa_message_id = ?", wamid)
                                .equals(List.of("read")));
            }
            stage.settle();
        } finally {
            stage.meta().sendStatusesTo(stage.sender(), StatusPlan.none());
        }
    }

    private static SentMessage answered() {
        Customer customer = newCustomer();
        stage.say(shop, customer, "hello");
        stage.settle();
        List<SentMessage> sent = stage.meta().sentTo(StoryFixture.contactId(customer));
        assertThat(sent).hasSize(1);
        return sent.getFirst();
    }

    private static void tell(SentMessage sent, String status) {
        stage.post(WebhookBodies.status(shop.number(), StatusBodies.of(sent, status, Instant.now())));
        stage.settle();
    }

    private static Customer newCustomer() {
        customers++;
        return Customer.withPhone("49151000%04d".formatted(customers), "Customer " + customers);
    }
}
