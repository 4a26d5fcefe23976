package org.wahook.sandbox.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;
import org.wahook.testbed.meta.Customer;
import org.wahook.testbed.meta.WebhookBodies;
import org.wahook.testbed.meta.WebhookNumber;
import org.wahook.testbed.responder.ResponseBehaviour;

/** Who gets in, how the pages are used, and the clients. */
class ConsoleTest extends ConsoleFixture {

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
    void a_bot_is_tried_on_its_clients_page_and_what_it_says_is_never_run() {
        system.client("hall-bot", "planted-hall-key", "4716", "hall-verify-token", "hall-token");
        system.update(
                "UPDATE chatbots SET settings = '{\"responseContract\": \"v2\", \"bot\": {\"hosts\": [\"hall.example\"]}}'"
                        + " WHERE id = 'hall-bot'");
        String id = system.query("SELECT id FROM whatsapp_accounts WHERE chatbot_id = 'hall-bot'")
                .getFirst();
        system.responseApi().answer(asked -> ResponseBehaviour.Raw.json(200, """
                {"version": 2, "messages": [
                 {"type": "text", "text": "**Welcome** to the hall.\\n- open until *10*\\n<script>window.broken = 1</script>"},
                 {"type": "buttons", "text": "Shall I book a table?", "buttons": [{"id": "y", "title": "Yes, please"}, {"id": "n", "title": "No"}], "fallbackText": "Shall I book a table? Reply yes or no"},
                 {"type": "list", "text": "Or look at the menu:", "button": "The menu", "sections": [{"title": "Warm", "rows": [{"id": "1", "title": "Soup", "description": "of the day"}, {"id": "2", "title": "Rice"}]}], "fallbackText": "Soup, rice"},
                 {"type": "image", "url": "https://hall.example/hall.jpg", "caption": "The hall", "fallbackText": "A photo of the hall"},
                 {"type": "image", "url": "https://elsewhere.example/x.jpg", "fallbackText": "A photo that is not allowed"}],
                 "actions": [{"type": "handoff", "reason": "asked_for_person", "summary": "<img src=x onerror=window.broken=2>"}],
                 "state": "table=none", "usage": {"model": "m1", "inputTokens": 12, "outputTokens": 34}}"""));
        browser.go(console + "/clients/" + id);
        browser.picture("console-client-bot-form");
        browser.type("#text", "Good evening!");
        browser.press("Ask the bot");

        browser.see("#botResult.good", "with 5 messages");
        browser.see("#botMessages .bold", "Welcome");
        browser.see("#botMessages", "<script>window.broken = 1</script>");
        browser.see(".tap", "Yes, please");
        browser.see(".rows-behind", "of the day");
        browser.see(".attachment", "https://hall.example/hall.jpg");
        browser.see(".meta.wrong", "the host is not in bot.hosts");
        browser.see("#botFacts", "Hands over to a person (asked for a person): <img src=x");
        assertThat(browser.script("return window.broken ?? 'whole'")).isEqualTo("whole");
        assertThat(browser.script("return document.documentElement.outerHTML").toString())
                .doesNotContain("planted-hall-key");
        browser.press("POST " + system.responseApi().baseUrl());
        browser.see(".call pre", "Authorization: ***");
        assertThat(browser.scrollsSideways()).isFalse();
        browser.picture("console-client-bot");
        system.responseApi().answer(asked -> ResponseBehaviour.Raw.json(401, "{\"error\":\"who are you?\"}"));
        browser.type("#text", "Hello?");
        browser.press("Ask the bot");
        browser.see("#botResult.bad", "does not accept the API key");
        browser.see(".call pre", "who are you?");
        browser.picture("console-client-bot-failed");
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
