package org.wahook.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.meta.Customer;
import org.wahook.testbed.meta.SentMessage;
import org.wahook.testbed.meta.WebhookBodies;
import org.wahook.testbed.meta.WebhookNumber;
import org.wahook.testbed.responder.ReceivedQuestion;
import org.wahook.testbed.responder.Turn;

class TwoClientsOnOneUrlTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final WebhookNumber SHOP = WebhookNumber.of("waba-shop", "123456789");
    private static final WebhookNumber SUPPORT = WebhookNumber.of("waba-support", "987654321");

    private static LocalSystem system;

    @BeforeAll
    static void startSystem() {
        system = LocalSystem.start(1, Map.of());
        system.client("ecommerce-chatbot-id", "key-of-the-shop", "123456789", "verify-shop", "token-of-the-shop");
        system.client("support-chatbot-id", "key-of-support", "987654321", "verify-support", "token-of-support");
    }

    @AfterAll
    static void stopSystem() {
        system.close();
    }

    @Test
    void each_client_answers_its_own_customers_with_its_own_key_token_and_history() {
        Customer anna = Customer.withPhone("4915112345678", "Anna");
        Customer bob = Customer.withPhone("14155550123", "Bob");

        say(SHOP, anna, "wamid.A1", "Do you have it in red?");
        say(SUPPORT, bob, "wamid.B1", "It is broken");
        Deadline.eventually(
                SOON,
                "both were answered",
                () -> system.meta().sentTo("4915112345678").size() == 1
                        && system.meta().sentTo("14155550123").size() == 1);
        say(SHOP, anna, "wamid.A2", "And in blue?");
        Deadline.eventually(
                SOON,
                "the second question was answered",
                () -> system.meta().sentTo("4915112345678").size() == 2);

        List<SentMessage> toAnna = system.meta().sentTo("4915112345678");
        assertThat(toAnna).extracting(SentMessage::token).containsOnly("token-of-the-shop");
        assertThat(toAnna).extracting(SentMessage::phoneNumberId).containsOnly("123456789");
        assertThat(toAnna).extracting(SentMessage::to).containsOnly("+4915112345678");
        assertThat(system.meta().sentTo("14155550123").getFirst().token()).isEqualTo("token-of-support");

        ReceivedQuestion second = system.responseApi().asked().stream()
                .filter(asked -> asked.lastUserContent().equals("And in blue?"))
                .findFirst()
                .orElseThrow();
        assertThat(second.chatbotId()).isEqualTo("ecommerce-chatbot-id");
        assertThat(second.converslyWebId()).isEqualTo("key-of-the-shop");
        assertThat(second.uniqueClientId()).isEqualTo("whatsapp_4915112345678_ecommerce-chatbot-id");
        assertThat(second.query())
                .containsExactly(
                        new Turn("user", "Do you have it in red?"),
                        new Turn("assistant", "echo: Do you have it in red?"),
                        new Turn("user", "And in blue?"));
        Deadline.eventually(
                SOON,
                "all is written down",
                () -> system.query("SELECT status FROM messages").stream()
                        .noneMatch(
                                status -> List.of("pending", "draft", "sending").contains(status)));
    }

    private static void say(WebhookNumber number, Customer customer, String wamid, String text) {
        assertThat(system.sender()
                        .post(WebhookBodies.text(number, customer, wamid, Instant.now(), text))
                        .status())
                .isEqualTo(200);
    }
}
