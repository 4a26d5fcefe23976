package org.wahook.sandbox.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.wahook.testbed.meta.Customer;
import org.wahook.testbed.meta.WebhookBodies;
import org.wahook.testbed.responder.ResponseBehaviour;

/** Messages on their way, and what became of them. */
class ConsoleMessagesTest extends ConsoleFixture {

    private static final Customer ANNA = Customer.withPhone("4915112345678", "Anna");

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
        browser.see(".bulk", "Replay all 2");
        browser.see(".letter .danger").click();
        browser.acceptQuestion();
        browser.see(".notice.good", "1 letter discarded.");
        browser.soon("one is left", () -> browser.count(".letter") == 1);

        system.responseApi().answerNormally();
        browser.see(".letter .main").click();
        browser.see(".notice.good", "1 letter replayed.");
        browser.soon("the customer is answered", () -> gotReply(dora, "to fail") ^ gotReply(emil, "to fail"));
        browser.see(".empty", "No dead letters");
        browser.go(console + "/dead-letters?chatbotId=nobody");
        browser.see(".empty", "No dead letter matches");
        browser.go(console + "/conversations?contact="
                + dora.name().substring(0, 3).toLowerCase(java.util.Locale.ROOT));
        browser.see("tbody", "Dora");
        browser.picture("console-search");
        browser.go(console + "/conversations?contact=nobody-of-this-name");
        browser.see(".empty", "No conversation matches");
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
}
