package org.wahook.sandbox.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a customer sees in a chat, and what the timeline says of it. */
class PhoneChatTest {

    @RegisterExtension
    static final PhonePage page = new PhonePage();

    @Test
    void a_message_is_ticked_as_read_and_answered() {
        page.say("Do you have it in green?");

        page.browser().see(".mine", "Do you have it in green?");
        page.browser().see(".mine .tick.read");
        page.browser().see(".theirs", "You said: Do you have it in green?");
        page.browser().picture("phone-answered");
    }

    @Test
    void the_way_of_a_message_is_lit_stage_by_stage() {
        page.say("Show me the way");

        page.browser().see(".journey:first-child .outcome.done", "answered in");
        for (String stage : List.of("webhook", "confirm", "route", "claim", "ask", "send")) {
            page.browser().see(".journey:first-child .stage.done", stage);
        }
        page.browser().see(".journey:first-child .step", "RabbitMQ has confirmed it");
        page.browser().see(".journey:first-child .step", "one job for the conversation in whatsapp.replies.");
        page.browser().see(".journey:first-child .step", "the message is answered");
        page.browser().see(".journey:first-child .step", "the reply is read");
    }

    @Test
    void photos_voice_notes_locations_and_buttons_are_answered_too() {
        page.browser().press("Chiyo");
        for (String extra : List.of("Photo", "Voice note", "Location", "Button reply", "Form")) {
            long before = page.browser().count(".theirs:not(.dots)");
            page.browser().press(extra);
            page.browser().soon("an answer to " + extra, () -> page.browser().count(".theirs:not(.dots)") > before);
        }
        page.browser().see(".mine.button", "Yes, please");
        page.browser().picture("phone-extras");
    }

    @Test
    void buttons_lists_photos_and_forms_of_a_bot_are_shown_and_answered() {
        page.open("The bistro", "Bob");
        page.say("Hello");
        page.browser().see(".theirs.interactive .option", "The menu");
        page.browser().press("The menu");
        page.browser().see(".mine.button", "The menu");
        page.browser().see(".theirs.interactive .section", "Warm");
        page.browser().press("Soup");
        page.browser().see(".mine.list", "Soup");
        page.browser().see(".theirs", "] Soup");
        page.browser().press("A photo");
        // Its host is not there, so the words go out instead.
        page.browser().see(".theirs", "a room");
        page.browser().press("A table");
        page.browser().see(".theirs .flow .option", "Book now");
        page.browser().press("Book now");
        page.browser().see(".theirs", "[form] guests: 2, date: 2026-12-24");
        assertThat(page.system().query("SELECT payload -> 'context' ->> 'id' FROM messages WHERE text = 'Soup'"))
                .isEqualTo(page.system().query("SELECT wa_message_id FROM messages WHERE text LIKE 'Today:%'"));
        page.browser().picture("phone-rich");
    }

    @Test
    void what_a_model_was_told_stands_on_the_card_of_its_message() {
        page.open("The adviser", "Chiyo");
        page.say("What should I read?");

        page.browser().see(".theirs", "*You said: What should I read?*");
        page.browser().see(".journey:first-child .step", "user: What should I read?");
    }

    @Test
    void each_customer_has_a_chat_of_their_own_with_each_client() {
        page.browser().press("Bob");
        page.sayAndGetAnswer("It is Bob");
        page.browser().choose("#client", "Support");
        assertThat(page.browser().count(".bubble")).isZero();
        page.browser().press("Dara");
        page.sayAndGetAnswer("I have no number");
    }

    @Test
    void nothing_is_lost_by_loading_the_page_again() {
        page.sayAndGetAnswer("remember me");

        page.load();

        page.browser().see(".theirs", "You said: remember me");
        page.browser().see(".mine .tick.read");
    }

    @Test
    void on_a_telephone_nothing_scrolls_sideways() {
        page.browser().size(390, 844);
        assertThat(page.browser().scrollsSideways()).isFalse();
        page.browser().size(1280, 900);
    }
}
