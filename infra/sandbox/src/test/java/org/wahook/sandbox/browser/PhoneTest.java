package org.wahook.sandbox.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;
import org.wahook.platform.json.Json;
import org.wahook.sandbox.LocalSystem;
import org.wahook.sandbox.phone.ChatClient;
import org.wahook.sandbox.phone.Phone;
import org.wahook.sandbox.phone.SimulatedPeers;
import org.wahook.testbed.meta.StatusPlan;
import org.wahook.testbed.meta.WebhookNumber;
import org.wahook.testbed.meta.WebhookSender;
import org.wahook.testbed.responder.ReceivedQuestion;
import org.wahook.testbed.responder.ResponseBehaviour;
import tools.jackson.databind.JsonNode;

class PhoneTest {

    private static final List<ChatClient> CLIENTS = List.of(
            new ChatClient("shop-bot", "The shop", WebhookNumber.of("waba-shop", "111"), "shop-token"),
            new ChatClient("support-bot", "Support", WebhookNumber.of("waba-support", "222"), "support-token"),
            new ChatClient("bistro-bot", "The bistro", WebhookNumber.of("waba-bistro", "333"), "bistro-token"),
            new ChatClient("adviser-bot", "The adviser", WebhookNumber.of("waba-adviser", "444"), "adviser-token"));

    /** Taken by a story that wants to see what is while there is no worker. */
    private static final Semaphore MAY_REVIVE = new Semaphore(1);

    private static Browser browser;
    private static LocalSystem system;
    private static WebhookSender sender;
    private static Phone phone;

    @BeforeAll
    static void open() {
        browser = Browser.open();
        system = LocalSystem.start(1, Map.of("RETRY_DELAYS", "1s,2s,3s,4s,5s,6s,7s,8s"));
        CLIENTS.forEach(client -> system.client(
                client.chatbotId(),
                "key",
                client.number().phoneNumberId(),
                client.chatbotId() + "-verify-token",
                client.accessToken()));
        speaks(
                "bistro-bot",
                "{\"responseContract\": \"v2\", \"bot\": {\"flows\": [\"table-form\"], \"hosts\": [\"bistro.example\"]}}");
        speaks("adviser-bot", "{\"responseContract\": \"openai-chat\", \"bot\": {\"model\": \"m\"}}");
        sender = system.sender();
        system.meta().sendStatusesTo(sender, StatusPlan.sentDeliveredRead(Duration.ofMillis(100)));
        SimulatedPeers peers = new SimulatedPeers(
                system.meta(),
                system.responseApi(),
                sender,
                PhoneTest::answer,
                system.databaseUrl(),
                system.rabbitUrl(),
                CLIENTS,
                Optional.of(
                        new SimulatedPeers.Worker(() -> system.workers().forEach(system::remove), PhoneTest::revive)));
        phone = Phone.start(peers, 0);
    }

    private static void speaks(String chatbotId, String settings) {
        system.update("UPDATE chatbots SET settings = ?::jsonb WHERE id = ?", settings, chatbotId);
    }

    /** In the contract in which it was asked. */
    private static ResponseBehaviour answer(ReceivedQuestion asked) {
        String words = "You said: " + asked.lastUserContent();
        if (asked.body().has("messages")) {
            return ResponseBehaviour.Raw.json(
                    200,
                    "{\"choices\": [{\"message\": {\"role\": \"assistant\", \"content\": \"**%s**\"}}]}"
                            .formatted(words));
        }
        if (!asked.body().has("input")) {
            return new ResponseBehaviour.Reply(words);
        }
        return ResponseBehaviour.Raw.json(
                200,
                "{\"version\": 2, \"messages\": [%s]}"
                        .formatted(
                                switch (chosen(asked)) {
                                    case "Hello" -> """
                    {"type": "buttons", "text": "What may I do?", "buttons": [
                      {"id": "menu", "title": "The menu"}, {"id": "photo", "title": "A photo"}, {"id": "table", "title": "A table"}]}""";
                                    case "The menu" -> """
                    {"type": "list", "text": "Today:", "button": "Choose", "sections": [{"title": "Warm", "rows": [
                      {"id": "soup", "title": "Soup", "description": "of lentils"}]}]}""";
                                    case "A photo" -> """
                    {"type": "image", "url": "https://bistro.example/a.jpg", "caption": "Our dining room", "fallbackText": "a room"}""";
                                    case "A table" -> """
                    {"type": "flow", "text": "For how many?", "flowId": "table-form", "cta": "Book now", "fallbackText": "How many?"}""";
                                    default ->
                                        Json.text(Json.object()
                                                .put("type", "text")
                                                .put("text", words));
                                }));
    }

    /** The button or row, or the words: what it answers to stands before them in the description. */
    private static String chosen(ReceivedQuestion asked) {
        JsonNode input = asked.body().path("input").path(0);
        return input.path("reply").path("title").asString(input.path("text").asString(""));
    }

    private static void revive() {
        MAY_REVIVE.acquireUninterruptibly();
        try {
            system.addWorker();
        } finally {
            MAY_REVIVE.release();
        }
    }

    @AfterAll
    static void close() {
        if (phone != null) {
            phone.close();
            sender.close();
            system.close();
        }
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void look() {
        browser.go(phone.url());
        browser.see("#people label", "Anna");
        browser.see("#kill:enabled");
        // What a story before this one has left switched on.
        for (String on : browser.texts("[aria-pressed=true]")) {
            browser.press(on);
        }
        browser.seeNot("[aria-pressed=true]");
        browser.complaints();
    }

    @AfterEach
    void nothing_is_complained_of() {
        assertThat(browser.complaints()).isEmpty();
    }

    private static void say(String text) {
        browser.type("#text", text);
        browser.keys(Keys.ENTER);
    }

    private static long repliesTo(String text) {
        return system.meta().sent().stream()
                .filter(sent -> sent.text().contains(text))
                .count();
    }

    @Test
    void a_message_is_ticked_as_read_and_answered() {
        say("Do you have it in green?");

        browser.see(".mine", "Do you have it in green?");
        browser.see(".mine .tick.read");
        browser.see(".theirs", "You said: Do you have it in green?");
        browser.picture("phone-answered");
    }

    @Test
    void the_way_of_a_message_is_lit_stage_by_stage() {
        say("Show me the way");

        browser.see(".journey:first-child .outcome.done", "answered in");
        for (String stage : List.of("webhook", "confirm", "route", "claim", "ask", "send")) {
            browser.see(".journey:first-child .stage.done", stage);
        }
        browser.see(".journey:first-child .step", "RabbitMQ has confirmed it");
        browser.see(".journey:first-child .step", "one job for the conversation in whatsapp.replies.");
        browser.see(".journey:first-child .step", "the message is answered");
        browser.see(".journey:first-child .step", "the reply is read");
    }

    @Test
    void photos_voice_notes_locations_and_buttons_are_answered_too() {
        browser.press("Chiyo");
        for (String extra : List.of("Photo", "Voice note", "Location", "Button reply", "Form")) {
            long before = browser.count(".theirs:not(.dots)");
            browser.press(extra);
            browser.soon("an answer to " + extra, () -> browser.count(".theirs:not(.dots)") > before);
        }
        browser.see(".mine.button", "Yes, please");
        browser.picture("phone-extras");
    }

    @Test
    void buttons_lists_photos_and_forms_of_a_bot_are_shown_and_answered() {
        browser.choose("#client", "The bistro");
        browser.press("Bob");
        say("Hello");
        browser.see(".theirs.interactive .option", "The menu");
        browser.press("The menu");
        browser.see(".mine.button", "The menu");
        browser.see(".theirs.interactive .section", "Warm");
        browser.press("Soup");
        browser.see(".mine.list", "Soup");
        browser.see(".theirs", "] Soup");
        browser.press("A photo");
        // Its host is not there, so the words go out instead.
        browser.see(".theirs", "a room");
        browser.press("A table");
        browser.see(".theirs .flow .option", "Book now");
        browser.press("Book now");
        browser.see(".theirs", "[form] guests: 2, date: 2026-12-24");
        assertThat(system.query("SELECT payload -> 'context' ->> 'id' FROM messages WHERE text = 'Soup'"))
                .isEqualTo(system.query("SELECT wa_message_id FROM messages WHERE text LIKE 'Today:%'"));
        browser.picture("phone-rich");
    }

    @Test
    void what_a_model_was_told_stands_on_the_card_of_its_message() {
        browser.choose("#client", "The adviser");
        browser.press("Chiyo");
        say("What should I read?");

        browser.see(".theirs", "*You said: What should I read?*");
        browser.see(".journey:first-child .step", "user: What should I read?");
    }

    @Test
    void the_card_of_a_forged_webhook_has_nothing_of_the_messages_beside_it() {
        browser.press("Bob");
        browser.type("#text", "I am forged");
        browser.press("Wrong signature");
        browser.see(".journey:first-child .outcome.lost", "refused");
        say("I am from Bob");
        browser.see(".theirs", "You said: I am from Bob");

        browser.see(".journey:nth-child(2) .title", "I am forged");
        assertThat(browser.text(".journey:nth-child(2) .steps")).doesNotContain("AI", "PostgreSQL", "turn");
    }

    @Test
    void echoes_edits_deletions_groups_and_new_numbers_are_shown() {
        browser.press("Dara");
        say("two pies");
        browser.see(".theirs", "You said: two pies");
        browser.type("#text", "three pies");
        browser.press("Edit the last");
        browser.see(".mine.edit", "three pies");
        browser.press("In a group");
        browser.see(".mine.group", "Hello, group!");
        browser.press("A person answers");
        browser.see(".theirs.echo", "One of us here");
        browser.see(".journey:first-child .title", "[echo]");
        say("thank you");
        browser.see(".journey:first-child .title", "thank you");
        browser.press("Delete the last");
        browser.see(".mine.delete", "(deleted the last message)");
        browser.press("Anna");
        browser.choose("#client", "Support");
        say("I move");
        browser.see(".theirs", "You said: I move");
        browser.press("New number");
        browser.see(".mine.number", "(has a new phone number now)");
        say("still me");
        browser.see(".theirs", "You said: still me");
        browser.see(".journey:first-child .step", "user: I move");
    }

    @Test
    void each_customer_has_a_chat_of_their_own_with_each_client() {
        browser.press("Bob");
        say("It is Bob");
        browser.see(".theirs", "You said: It is Bob");
        browser.choose("#client", "Support");
        assertThat(browser.count(".bubble")).isZero();
        browser.press("Dara");
        say("I have no number");
        browser.see(".theirs", "You said: I have no number");
    }

    @Test
    void a_webhook_posted_three_times_is_answered_once() {
        browser.type("#text", "three of a kind");
        browser.press("Post it three times");

        browser.see(".theirs", "You said: three of a kind");
        browser.soon(
                "all three are confirmed",
                () -> browser.count(".journey:first-child .step:not(.note)") > 0
                        && browser.text(".journey:first-child .steps").split("RabbitMQ has confirmed it", -1).length
                                == 4);
        assertThat(repliesTo("three of a kind")).isEqualTo(1);
    }

    @Test
    void a_wrong_signature_is_refused() {
        browser.type("#text", "from somebody else");
        browser.press("Wrong signature");

        browser.see(".journey:first-child .stage.lost", "confirm");
        browser.see(".mine .tick.failed");
        browser.see(".journey:first-child .step", "401");
        browser.see(".journey:first-child .outcome.lost", "refused");
        assertThat(repliesTo("from somebody else")).isZero();
    }

    @Test
    void with_the_AI_down_a_message_waits_and_is_answered_later() {
        browser.press("AI down");
        browser.see("[aria-pressed=true]", "AI down");
        say("are you there?");
        browser.see(".journey:first-child .step.late", "waits in whatsapp.wait.");
        browser.picture("phone-waiting");
        browser.press("AI down");
        browser.see(".theirs", "You said: are you there?");
    }

    @Test
    void with_429_from_the_Graph_API_the_bot_goes_on_typing_and_the_AI_is_not_asked_again() {
        browser.press("Graph answers 429");
        browser.see("[aria-pressed=true]", "Graph answers 429");
        say("slowly please");
        browser.see(".journey:first-child .step.late", "429");
        browser.see("#presence.typing", "typing");
        browser.press("Graph answers 429");
        browser.see(".theirs", "You said: slowly please");
        assertThat(system.responseApi().asked().stream()
                        .filter(asked -> asked.lastUserContent().equals("slowly please")))
                .hasSize(1);
    }

    @Test
    void a_worker_that_goes_away_comes_again_and_answers() {
        MAY_REVIVE.acquireUninterruptibly();
        try {
            browser.press("Kill the worker");
            browser.see("#kill:disabled");
        } finally {
            MAY_REVIVE.release();
        }
        say("anybody?");
        browser.see(":is(.mine .tick.delivered, .mine .tick.read)");
        browser.see(".theirs", "You said: anybody?");
        browser.see("#kill:enabled", "Kill the worker");
    }

    @Test
    void two_messages_out_of_order_are_both_answered() {
        browser.type("#text", "this came first");
        browser.press("Out of order");

        browser.soon(
                "both are answered",
                () -> browser.count(".journey .outcome.done") >= 2
                        && browser.text(".journeys").contains("(and this I wrote after it)"));
        browser.see(".theirs", "You said:");
    }

    @Test
    void nothing_is_lost_by_loading_the_page_again() {
        say("remember me");
        browser.see(".theirs", "You said: remember me");

        browser.go(phone.url());

        browser.see(".theirs", "You said: remember me");
        browser.see(".mine .tick.read");
    }

    @Test
    void on_a_telephone_nothing_scrolls_sideways() {
        browser.size(390, 844);
        assertThat(browser.scrollsSideways()).isFalse();
        browser.size(1280, 900);
    }
}
