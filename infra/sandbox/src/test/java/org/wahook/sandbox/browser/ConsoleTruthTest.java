package org.wahook.sandbox.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.wahook.testbed.meta.Customer;
import org.wahook.testbed.meta.WebhookBodies;
import org.wahook.testbed.meta.WebhookNumber;
import org.wahook.testbed.responder.ResponseBehaviour;

/** What the pages say is so, and a page that shows itself anew disturbs nobody who reads it. */
class ConsoleTruthTest extends ConsoleFixture {

    private static final WebhookNumber BROKEN = WebhookNumber.of("waba-broken", "4712");
    private static final Customer ANNA = Customer.withPhone("4915155500001", "Anna Berg");
    private static final Customer BOB = Customer.withPhone("14155550123", "Bob");

    @BeforeAll
    static void add_a_client_that_will_fail() {
        system.client("broken-bot", "broken-key", BROKEN.phoneNumberId(), "broken-verify-token", "broken-token");
    }

    @Test
    void a_client_whose_messages_are_given_up_is_not_fine_stands_first_and_can_be_replayed() {
        write(SHOP, ANNA, "Hello");
        answered(ANNA, "Hello");
        system.responseApi().answer(asked -> ResponseBehaviour.Raw.json(400, "{\"error\":\"no such model\"}"));
        List<Customer> customers = Stream.of("1", "2", "3", "4")
                .map(n -> Customer.withPhone("491515550010" + n, "C" + n))
                .toList();
        customers.forEach(customer -> write(BROKEN, customer, "is anybody there?"));
        browser.soon("all are given up", () -> system.messagesIn("whatsapp.replies.dead") == 4);

        browser.go(console);
        browser.soon(
                "the client that fails stands first",
                () -> browser.texts(".client h2").equals(List.of("broken-bot", "shop-bot")));
        browser.soon("both lights", () -> browser.count(".client .light") == 2);
        assertThat(browser.texts(".client .light").getFirst()).isNotEqualTo("fine");
        assertThat(browser.texts(".client .light").getLast()).isEqualTo("fine");
        browser.see(".client .cause", "The AI does not answer");
        browser.see(".client .alarm", "4");
        browser.picture("console-clients-failing");

        browser.go(console + "/dead-letters?chatbotId=shop-bot");
        browser.see(".empty", "No dead letter matches");
        browser.go(console + "/dead-letters?chatbotId=broken-bot");
        browser.press("Replay all 4");
        assertThat(browser.refuseQuestion()).startsWith("Replay 4 letters of broken-bot?");
        assertThat(system.messagesIn("whatsapp.replies.dead")).isEqualTo(4);
        system.responseApi().answerNormally();
        browser.press("Replay all 4");
        browser.acceptQuestion();
        browser.see(".notice.good", "4 letters replayed.");
        customers.forEach(customer -> answered(customer, "is anybody there?"));
        browser.go(console);
        browser.soon("it is fine again", () -> browser.texts(".client .light").equals(List.of("fine", "fine")));
    }

    @Test
    void a_conversation_is_found_by_number_and_name_and_the_last_active_stands_first() {
        write(SHOP, ANNA, "one");
        answered(ANNA, "one");
        write(SHOP, BOB, "two");
        answered(BOB, "two");
        browser.go(console + "/conversations");
        browser.soon("Bob was active last", () -> firstRow().startsWith("Bob"));
        assertThat(firstRow()).contains("shop-bot");
        write(SHOP, ANNA, "three");
        browser.soon("Anna was, on the same page", () -> firstRow().startsWith("Anna Berg"));

        browser.type("#contact", "berg");
        browser.press("Show");
        browser.soon("it is the only one", ConsoleTruthTest::onlyAnnaIsThere);
        for (String typed : List.of("+49 151 555 00001", "0151 55500001", "49151555000", "Anna B")) {
            browser.go(console + "/conversations?contact=" + URLEncoder.encode(typed, StandardCharsets.UTF_8));
            browser.soon("one conversation for " + typed, ConsoleTruthTest::onlyAnnaIsThere);
        }
    }

    @Test
    void a_page_that_shows_itself_anew_keeps_the_focus_and_leaves_selected_text_alone() {
        write(SHOP, BOB, "four");
        answered(BOB, "four");
        browser.go(console + "/conversations");
        browser.see("#live tbody a", "Bob");
        browser.script("[...document.querySelectorAll('#live tbody a')].find(it => it.textContent === 'Bob').focus();"
                + "window.seen = document.getElementById('live')");

        browser.soon(
                "the page has shown itself anew",
                () -> browser.script("return String(window.seen !== document.getElementById('live'))")
                        .equals("true"));
        browser.soon(
                "the focus is where it was",
                () -> browser.script("return document.activeElement.textContent")
                        .equals("Bob"));

        browser.script("window.seen = document.getElementById('live'); window.asked = 0;"
                + "document.addEventListener('htmx:beforeSwap', () => window.asked++);"
                + "getSelection().selectAllChildren(document.activeElement)");
        browser.soon(
                "it would have shown itself anew",
                () -> Integer.parseInt(
                                browser.script("return String(window.asked)").toString())
                        > 1);
        assertThat(browser.script("return getSelection().toString()")).isEqualTo("Bob");
        assertThat(browser.script("return window.seen === document.getElementById('live')"))
                .isEqualTo(true);
    }

    private static boolean onlyAnnaIsThere() {
        return browser.texts("#live tbody tr").size() == 1 && firstRow().startsWith("Anna Berg");
    }

    private static String firstRow() {
        return browser.texts("#live tbody tr").stream().findFirst().orElse("");
    }

    private static void write(WebhookNumber number, Customer customer, String text) {
        assertThat(meta.post(WebhookBodies.text(number, customer, "wamid." + UUID.randomUUID(), Instant.now(), text))
                        .status())
                .isEqualTo(200);
    }

    private static void answered(Customer customer, String text) {
        browser.soon(
                text + " is answered",
                () -> system.meta().sentTo(String.valueOf(customer.phone())).stream()
                        .anyMatch(sent -> sent.text().contains(text)));
    }
}
