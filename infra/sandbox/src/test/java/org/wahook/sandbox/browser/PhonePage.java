package org.wahook.sandbox.browser;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.openqa.selenium.Keys;
import org.wahook.sandbox.LocalSystem;

/**
 * The phone's page, loaded anew for each test, with all faults off. The first class that needs it starts the system; all
 * classes of one JVM share it.
 */
final class PhonePage implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback {

    private @Nullable RunningPhone started;

    @Override
    public void beforeAll(ExtensionContext context) {
        started = context.getRoot()
                .getStore(Namespace.create(PhonePage.class))
                .computeIfAbsent(RunningPhone.class, key -> RunningPhone.start(), RunningPhone.class);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        load();
        browser().see("#kill:enabled");
        for (String on : browser().texts("[aria-pressed=true]")) {
            browser().press(on);
        }
        browser().seeNot("[aria-pressed=true]");
        browser().complaints();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        assertThat(browser().complaints()).isEmpty();
    }

    private RunningPhone running() {
        if (started == null) {
            throw new IllegalStateException("the phone is up from beforeAll on");
        }
        return started;
    }

    Browser browser() {
        return running().browser();
    }

    LocalSystem system() {
        return running().system();
    }

    void load() {
        browser().go(running().url());
        browser().see("#people label", "Anna");
    }

    /** The chat of this customer with this client. */
    void open(String client, String customer) {
        browser().choose("#client", client);
        browser().press(customer);
    }

    void say(String text) {
        browser().type("#text", text);
        browser().keys(Keys.ENTER);
    }

    void sayAndGetAnswer(String text) {
        say(text);
        browser().see(".theirs", "You said: " + text);
    }

    /** @param button that posts a webhook; returns when RabbitMQ has confirmed it, so that what is said next comes after it */
    void pressAndConfirm(String button) {
        browser().press(button);
        browser().see(".journey:first-child .title", "[");
        browser().see(".journey:first-child .stage.done", "confirm");
    }

    /** What the card of the newest message shows that the AI was told: a line for each entry, the message itself last. */
    void told(String... lines) {
        String question = lines[lines.length - 1].substring("user: ".length());
        browser().see(".journey:first-child .title", question);
        browser().soon("the AI is asked", () -> browser().count(".journey:first-child .told") > 0);
        assertThat(browser().texts(".journey:first-child .told li")).containsExactly(lines);
    }

    /** How often a reply with these words was sent. */
    long repliesTo(String text) {
        return system().meta().sent().stream()
                .filter(sent -> sent.text().contains(text))
                .count();
    }

    void withoutRevival(Runnable work) {
        running().withoutRevival(work);
    }
}
