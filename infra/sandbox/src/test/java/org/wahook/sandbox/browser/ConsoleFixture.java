package org.wahook.sandbox.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.wahook.sandbox.LocalSystem;
import org.wahook.testbed.meta.StatusPlan;
import org.wahook.testbed.meta.WebhookNumber;
import org.wahook.testbed.meta.WebhookSender;

/** A running system with one client, and a browser that is logged in to its console before each story. */
abstract class ConsoleFixture {

    static final String TOKEN = "an-admin-token-of-forty-characters-or-so";
    static final WebhookNumber SHOP = WebhookNumber.of("waba-shop", "4711");

    static Browser browser;
    static LocalSystem system;
    static WebhookSender meta;
    static String console;

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
}
