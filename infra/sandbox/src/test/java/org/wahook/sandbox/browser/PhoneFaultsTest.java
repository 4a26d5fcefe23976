package org.wahook.sandbox.browser;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The faults that the page can cause. */
class PhoneFaultsTest {

    @RegisterExtension
    static final PhonePage page = new PhonePage();

    @Test
    void the_card_of_a_forged_webhook_has_nothing_of_the_messages_beside_it() {
        page.browser().press("Bob");
        page.browser().type("#text", "I am forged");
        page.browser().press("Wrong signature");
        page.browser().see(".journey:first-child .outcome.lost", "refused");
        page.sayAndGetAnswer("I am from Bob");

        page.browser().see(".journey:nth-child(2) .title", "I am forged");
        assertThat(page.browser().text(".journey:nth-child(2) .steps")).doesNotContain("AI", "PostgreSQL", "turn");
    }

    @Test
    void a_webhook_posted_three_times_is_answered_once() {
        page.browser().type("#text", "three of a kind");
        page.browser().press("Post it three times");

        page.browser().see(".theirs", "You said: three of a kind");
        page.browser()
                .soon(
                        "all three are confirmed",
                        () -> page.browser().count(".journey:first-child .step:not(.note)") > 0
                                && page.browser()
                                                .text(".journey:first-child .steps")
                                                .split("RabbitMQ has confirmed it", -1)
                                                .length
                                        == 4);
        assertThat(page.repliesTo("three of a kind")).isEqualTo(1);
    }

    @Test
    void a_wrong_signature_is_refused() {
        page.browser().type("#text", "from somebody else");
        page.browser().press("Wrong signature");

        page.browser().see(".journey:first-child .stage.lost", "confirm");
        page.browser().see(".mine .tick.failed");
        page.browser().see(".journey:first-child .step", "401");
        page.browser().see(".journey:first-child .outcome.lost", "refused");
        assertThat(page.repliesTo("from somebody else")).isZero();
    }

    @Test
    void with_the_AI_down_a_message_waits_and_is_answered_later() {
        page.browser().press("AI down");
        page.browser().see("[aria-pressed=true]", "AI down");
        page.say("are you there?");
        page.browser().see(".journey:first-child .step.late", "waits in whatsapp.wait.");
        page.browser().picture("phone-waiting");
        page.browser().press("AI down");
        page.browser().see(".theirs", "You said: are you there?");
    }

    @Test
    void with_429_from_the_Graph_API_the_bot_goes_on_typing_and_the_AI_is_not_asked_again() {
        page.browser().press("Graph answers 429");
        page.browser().see("[aria-pressed=true]", "Graph answers 429");
        page.say("slowly please");
        page.browser().see(".journey:first-child .step.late", "429");
        page.browser().see("#presence.typing", "typing");
        page.browser().press("Graph answers 429");
        page.browser().see(".theirs", "You said: slowly please");
        assertThat(page.system().responseApi().asked().stream()
                        .filter(asked -> asked.lastUserContent().equals("slowly please")))
                .hasSize(1);
    }

    @Test
    void a_worker_that_goes_away_comes_again_and_answers() {
        page.withoutRevival(() -> {
            page.browser().press("Kill the worker");
            page.browser().see("#kill:disabled");
        });
        page.say("anybody?");
        page.browser().see(":is(.mine .tick.delivered, .mine .tick.read)");
        page.browser().see(".theirs", "You said: anybody?");
        page.browser().see("#kill:enabled", "Kill the worker");
    }

    @Test
    void two_messages_out_of_order_are_both_answered() {
        page.browser().type("#text", "this came first");
        page.browser().press("Out of order");

        page.browser()
                .soon(
                        "both are answered",
                        () -> page.browser().count(".journey .outcome.done") >= 2
                                && page.browser().text(".journeys").contains("(and this I wrote after it)"));
        page.browser().see(".theirs", "You said:");
    }
}
