package org.wahook.sandbox.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;
import org.wahook.sandbox.LocalSystem;
import org.wahook.testbed.meta.Customer;
import org.wahook.testbed.meta.StatusPlan;
import org.wahook.testbed.meta.WebhookBodies;
import org.wahook.testbed.meta.WebhookNumber;
import org.wahook.testbed.meta.WebhookSender;
import org.wahook.testbed.responder.ResponseBehaviour;

class ConsoleTest {

    private static final String TOKEN = "an-admin-token-of-forty-characters-or-so";
    private static final WebhookNumber SHOP = WebhookNumber.of("waba-shop", "4711");
    private static final Customer ANNA = Customer.withPhone("4915112345678", "Anna");

    private static Browser browser;
    private static LocalSystem system;
    private static WebhookSender meta;
    private static String console;

    @BeforeAll
    static void open() {
        browser = Browser.open();
        system = LocalSystem.start(
                1,
                Map.of(
                        "RETRY_DELAYS",
                        "1s,2s,3s,4s,5s,6s,7s,8s",
                        "ADMIN_API_TOKEN",
                        TOKEN,
                        "ADMIN_HOST",
                        "127.0.0.1",
                        "ADMIN_PORT",
                        "0"));
        console = "http://127.0.0.1:" + system.ingest().adminPort().orElseThrow() + "/console";
        system.client("shop-bot", "shop-key", SHOP.phoneNumberId(), "shop-verify-token", "shop-token");
        meta = system.sender();
        system.meta().sendStatusesTo(meta, StatusPlan.sentDeliveredRead(Duration.ofMillis(100)));
    }

    @AfterAll
    static void close() {
        if (system != null) {
            meta.close();
            system.close();
        }
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void log_in() {
        system.responseApi().answerNormally();
        browser.go(console);
        if (browser.url().endsWith("/login")) {
            browser.type("#token", TOKEN);
            browser.press("Log in");
        }
        browser.see("h1", "Clients");
        browser.complaints();
    }

    @AfterEach
    void nothing_is_complained_of() {
        assertThat(browser.complaints()).isEmpty();
    }

    private static void write(Customer customer, String text) {
        String wamid = "wamid." + UUID.randomUUID();
        assertThat(meta.post(WebhookBodies.text(SHOP, customer, wamid, Instant.now(), text))
                        .status())
                .isEqualTo(200);
    }

    private static void openConversationOf(String name) {
        browser.go(console + "/conversations");
        browser.press(name);
        browser.see("h1", name);
    }

    private static boolean gotReply(Customer customer, String text) {
        return system.meta().sentTo(String.valueOf(customer.phone())).stream()
                .anyMatch(sent -> sent.text().contains(text));
    }

    @Test
    void without_the_token_nobody_sees_anything() {
        browser.forgetCookies();
        for (String page : List.of("", "/conversations", "/dead-letters", "/traffic", "/queues", "/clients/new")) {
            browser.go(console + page);
            assertThat(browser.url()).endsWith("/console/login");
        }
        browser.type("#token", "a guess that is as long as a token might be");
        browser.press("Log in");
        browser.see("[role=alert]", "not the value of ADMIN_API_TOKEN");
        browser.picture("console-login");
        browser.go(console);
        assertThat(browser.url()).endsWith("/console/login");
        browser.complaints();
    }

    @Test
    void a_client_is_added_set_up_tested_and_heard_of() {
        browser.press("Add a client");
        browser.type("#chatbotId", "bakery-bot");
        browser.type("#chatbotName", "The bakery");
        browser.type("#phoneNumberId", "not digits");
        browser.type("#businessAccountId", "waba-bakery");
        browser.type("#accessToken", "bakery-token");
        browser.type("#webhookUrl", system.webhookUrl());
        browser.type("#verifyToken", "bakery-verify-token");
        browser.press("Add the client");
        browser.see("[role=alert]", "Phone number id must be Meta's phone_number_id");
        browser.picture("console-client-refused");
        browser.type("#phoneNumberId", "4712");
        browser.type("#accessToken", "bakery-token");
        browser.press("Add the client");

        browser.see("h1", "The bakery");
        browser.see(".notice.good", "bakery-verify-token");
        browser.see("#callback", system.webhookUrl());
        browser.see(".light", "waiting for its first webhook");
        browser.type("#verifyToken", "something else");
        browser.press("Test");
        browser.see("#tested.bad", "403");
        browser.type("#verifyToken", "bakery-verify-token");
        browser.press("Test");
        browser.see("#tested.good", "The handshake works");
        assertThat(browser.script("return document.documentElement.outerHTML").toString())
                .doesNotContain("bakery-token");

        system.meta().phoneNumber("4712", "bakery-token");
        WebhookNumber bakery = WebhookNumber.of("waba-bakery", "4712");
        meta.post(WebhookBodies.text(
                bakery,
                Customer.withPhone("14155550199", "Carl"),
                "wamid." + UUID.randomUUID(),
                Instant.now(),
                "Bread?"));
        browser.see(".light.good", "fine");
        browser.picture("console-client");

        browser.press("Change");
        browser.type("#chatbotName", "The old bakery");
        browser.press("Change");
        browser.see("h1", "The old bakery");
        browser.press("Deactivate");
        browser.acceptQuestion();
        browser.see(".notice.good", "inactive");
        browser.see(".light.off", "inactive");
    }

    @Test
    void of_two_who_change_a_client_the_second_sees_what_the_first_has_done() {
        system.client("florist-bot", "florist-key", "4714", "florist-verify-token", "florist-token");
        String id = system.query("SELECT id FROM whatsapp_accounts WHERE chatbot_id = 'florist-bot'")
                .getFirst();
        browser.go(console + "/clients/" + id + "/edit");
        browser.type("#chatbotName", "My florist");
        system.update("UPDATE chatbots SET name = 'Their florist' WHERE id = 'florist-bot'");
        browser.press("Change");
        browser.see(".notice.bad", "Somebody else changed this client meanwhile");
        browser.see(".field .wrong", "Name was changed meanwhile to “Their florist”");
        browser.picture("console-client-overtaken");
        browser.press("Change");
        browser.see("h1", "My florist");
    }

    @Test
    void a_message_is_followed_from_waiting_to_read() {
        CompletableFuture<ResponseBehaviour> answer = new CompletableFuture<>();
        system.responseApi().answer(asked -> answer.join());
        Customer bob = Customer.withPhone("14155550123", "Bob");
        write(bob, "Which colours do you have?");
        browser.soon(
                "the message is stored",
                () -> !system.query("SELECT 1 FROM messages WHERE text = 'Which colours do you have?'")
                        .isEmpty());
        openConversationOf("Bob");
        browser.see(".line.customer", "Which colours do you have?");
        browser.see(".line.customer .state", "waits for an answer");
        answer.complete(new ResponseBehaviour.Reply("In green and blue."));
        browser.see(".line.customer .state", "answered");
        browser.see(".line.bot", "In green and blue.");
        browser.see(".line.bot .state", "read");
        browser.picture("console-conversation");
        browser.go(console + "/conversations");
        browser.see("#live", "Bob");
        browser.picture("console-conversations");
    }

    @Test
    void a_person_takes_over_answers_and_gives_back() {
        write(ANNA, "Hello?");
        browser.soon("the bot answers", () -> gotReply(ANNA, "echo: Hello?"));
        openConversationOf("Anna");
        browser.press("Take over from the bot");
        browser.see(".notice.good", "You have taken over");
        write(ANNA, "Are you a machine?");
        browser.see(".line.customer", "Are you a machine?");

        browser.type("#text", "No, I am Maria.\nHow can I help?");
        browser.press("Send");

        browser.soon("the customer gets it", () -> gotReply(ANNA, "No, I am Maria."));
        browser.see(".line.human", "How can I help?");
        browser.see(".line.human .state", "read");
        browser.picture("console-taken-over");
        assertThat(gotReply(ANNA, "echo: Are you a machine?")).isFalse();
        browser.press("Give back to the bot");
        browser.see(".light.good", "The bot answers");
        write(ANNA, "Thank you");
        browser.soon("the bot answers again", () -> gotReply(ANNA, "Thank you"));
    }

    @Test
    void a_dead_letter_is_replayed_and_another_thrown_away() {
        system.responseApi().answer(asked -> ResponseBehaviour.Raw.json(400, "{\"error\":\"no\"}"));
        Customer dora = Customer.withPhone("4915100000001", "Dora");
        Customer emil = Customer.withPhone("4915100000002", "Emil");
        write(dora, "first to fail");
        write(emil, "second to fail");
        browser.soon(
                "both are given up",
                () -> system.messagesIn("whatsapp.replies.dead") == 2
                        && system.query("SELECT 1 FROM messages WHERE text LIKE '% to fail' AND status = 'failed'")
                                        .size()
                                == 2);

        browser.press("Dead letters");
        browser.see(".letter .wrong");
        browser.soon("both are shown", () -> browser.count(".letter") == 2);
        browser.picture("console-dead-letters");
        browser.press("Discard");
        browser.acceptQuestion();
        browser.see(".notice.good", "1 letter discarded.");
        browser.soon("one is left", () -> browser.count(".letter") == 1);

        system.responseApi().answerNormally();
        browser.press("Replay");
        browser.see(".notice.good", "1 letter sent round again.");
        browser.soon("the customer is answered", () -> gotReply(dora, "to fail") ^ gotReply(emil, "to fail"));
        browser.see(".empty", "No dead letters");
    }

    @Test
    void who_waits_is_listed_and_queues_and_charts_are_shown() {
        system.responseApi().answer(asked -> ResponseBehaviour.Raw.json(503, "{}"));
        Customer finn = Customer.withPhone("4915100000003", "Finn");
        write(finn, "is anybody there?");
        browser.press("Queues");
        browser.soon(
                "the events have a consumer",
                () -> browser.texts("#live tbody tr").stream()
                        .anyMatch(row -> row.startsWith("whatsapp.events") && row.endsWith("1")));
        browser.picture("console-queues");
        browser.go(console + "/unanswered?olderThan=1s");
        browser.see("#live", "Finn");
        browser.picture("console-unanswered");
        system.responseApi().answerNormally();
        browser.soon("it is answered", () -> gotReply(finn, "is anybody there?"));

        browser.press("Traffic");
        browser.choose("#chatbotId", "shop-bot");
        browser.press("Show");
        browser.see(".figures dd");
        browser.soon(
                "three charts are drawn",
                () -> browser.script("return Object.values(Chart.instances).length")
                        .toString()
                        .equals("3"));
        // In the last hour, or in the one before where it has just struck.
        assertThat(browser.script(
                        "return Object.values(Chart.instances)[0].data.datasets[0].data.slice(-2).some(n => n > 0)"))
                .isEqualTo(true);
        browser.picture("console-traffic");
        browser.press("Clients");
        browser.see(".client", "shop-bot");
        browser.picture("console-clients");
    }

    @Test
    void the_pages_can_be_used_with_the_keyboard_alone() {
        browser.forgetCookies();
        browser.go(console);
        assertThat(browser.focused()).isEqualTo("input#token");
        browser.keys(TOKEN, Keys.ENTER);
        browser.see("h1", "Clients");
        browser.keys(Keys.TAB);
        assertThat(browser.script("return document.activeElement.textContent").toString())
                .isEqualTo("Skip to the page");
        browser.keys(Keys.ENTER);
        browser.keys(Keys.TAB, Keys.ENTER);
        browser.see("h1", "Add a client");
    }

    @Test
    void on_a_telephone_no_page_scrolls_sideways() {
        browser.size(390, 844);
        try {
            for (String page : List.of(
                    "",
                    "/clients/new",
                    "/conversations",
                    "/unanswered",
                    "/dead-letters",
                    "/traffic",
                    "/queues",
                    "/nothing")) {
                browser.go(console + page);
                browser.see("h1");
                assertThat(browser.scrollsSideways()).as(page).isFalse();
            }
        } finally {
            browser.size(1280, 900);
            browser.complaints();
        }
    }

    @Test
    void without_its_service_an_open_page_says_that_it_may_be_old() {
        browser.go(console + "/queues");
        browser.see("#live", "whatsapp.events");
        browser.offline(true);
        browser.see("#offline", "What you see may be old");
        browser.offline(false);
        browser.seeNot("#offline");
        browser.complaints();
    }
}
