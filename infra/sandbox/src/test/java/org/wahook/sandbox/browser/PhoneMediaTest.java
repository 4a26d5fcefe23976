package org.wahook.sandbox.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;
import org.wahook.sandbox.LocalSystem;
import org.wahook.sandbox.phone.ChatClient;
import org.wahook.sandbox.phone.Phone;
import org.wahook.sandbox.phone.PhoneFile;
import org.wahook.sandbox.phone.PictureServer;
import org.wahook.sandbox.phone.SimulatedPeers;
import org.wahook.testbed.meta.WebhookNumber;
import org.wahook.testbed.meta.WebhookSender;
import org.wahook.testbed.responder.ReceivedQuestion;
import org.wahook.testbed.responder.ResponseBehaviour;
import org.wahook.testbed.transcription.SimulatedTranscription;

/** Photos and voice notes on the phone, as {@code ./dev run} has them. */
class PhoneMediaTest {

    private static final ChatClient SHOP =
            new ChatClient("shop-bot", "The shop", WebhookNumber.of("waba-shop", "111"), "shop-token");
    private static final ChatClient BISTRO =
            new ChatClient("bistro-bot", "The bistro", WebhookNumber.of("waba-bistro", "333"), "bistro-token");

    private static Browser browser;
    private static PictureServer pictures;
    private static SimulatedTranscription transcription;
    private static LocalSystem system;
    private static WebhookSender sender;
    private static Phone phone;

    @BeforeAll
    static void open() {
        browser = Browser.open();
        pictures = PictureServer.start();
        transcription = SimulatedTranscription.start();
        transcription.answer(heard -> SimulatedTranscription.text(
                PhoneFile.wordsOf(heard.file().bytes()).orElse("")));
        system = LocalSystem.start(
                1,
                Map.of(
                        "OUTGOING_CA", pictures.authorityPem(),
                        "TRANSCRIPTION_BASE_URL", transcription.baseUrl()));
        for (ChatClient client : List.of(SHOP, BISTRO)) {
            system.client(
                    client.chatbotId(),
                    "key",
                    client.number().phoneNumberId(),
                    client.chatbotId() + "-verify-token",
                    client.accessToken());
        }
        system.update(
                "UPDATE chatbots SET settings = ?::jsonb WHERE id = 'bistro-bot'",
                "{\"responseContract\": \"v2\", \"bot\": {\"hosts\": [\"127.0.0.1\"]}}");
        system.responseApi().answer(PhoneMediaTest::answer);
        sender = system.sender();
        phone = Phone.start(
                new SimulatedPeers(
                        system.meta(),
                        system.responseApi(),
                        sender,
                        PhoneMediaTest::answer,
                        system.databaseUrl(),
                        system.rabbitUrl(),
                        List.of(SHOP, BISTRO),
                        Optional.empty()),
                0);
    }

    private static ResponseBehaviour answer(ReceivedQuestion asked) {
        return asked.body().has("input")
                ? ResponseBehaviour.Raw.json(200, """
                        {"version": 2, "messages": [{"type": "image", "url": "%s", "caption": "Our dining room",
                          "fallbackText": "It has twelve tables."}]}""".formatted(pictures.url()))
                : new ResponseBehaviour.Reply("You said: " + asked.lastUserContent());
    }

    @AfterAll
    static void close() {
        if (phone != null) {
            phone.close();
            sender.close();
            system.close();
            transcription.close();
            pictures.close();
        }
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void look() {
        browser.go(phone.url());
        browser.see("#people label", "Anna");
        browser.complaints();
    }

    @AfterEach
    void nothing_is_complained_of() {
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void a_photo_behind_a_certificate_of_ones_own_is_fetched_uploaded_and_shown() {
        browser.choose("#client", "The bistro");
        browser.type("#text", "What does it look like?");
        browser.keys(Keys.ENTER);

        browser.see(".theirs.image", "Our dining room");
        browser.soon(
                "the picture is drawn",
                () -> browser.script("return document.querySelector('.theirs .picture')?.naturalWidth ?? 0")
                        .equals(480L));
        assertThat(system.meta().uploads()).hasSize(1);
        browser.picture("phone-photo");
    }

    @Test
    void a_voice_note_is_written_down_for_a_bot_that_reads_words_alone() {
        browser.press("Bob");
        browser.type("#text", "Is it open on Sunday?");
        browser.press("Voice note");

        browser.see(".mine.voice", "Is it open on Sunday?");
        browser.see(".theirs", "You said: [voice] Is it open on Sunday?");
        browser.see(".journey:first-child .step", "user: [voice] Is it open on Sunday?");
        assertThat(transcription.heard()).hasSize(1);
        browser.picture("phone-voice");
    }
}
