package org.wahook.sandbox.browser;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.wahook.sandbox.LocalSystem;
import org.wahook.sandbox.phone.ChatClient;
import org.wahook.sandbox.phone.Phone;
import org.wahook.sandbox.phone.SimulatedPeers;
import org.wahook.testbed.meta.StatusPlan;
import org.wahook.testbed.meta.WebhookNumber;
import org.wahook.testbed.meta.WebhookSender;

/** A system with five clients, the phone, and a browser. */
final class RunningPhone implements AutoCloseable {

    private static final List<SeededClient> CLIENTS = List.of(
            new SeededClient("shop-bot", "The shop", "111", "{}"),
            new SeededClient("support-bot", "Support", "222", "{}"),
            new SeededClient("bistro-bot", "The bistro", "333", """
                    {"responseContract": "v2", "bot": {"flows": ["table-form"], "hosts": ["bistro.example"]}}"""),
            new SeededClient("adviser-bot", "The adviser", "444", """
                    {"responseContract": "openai-chat", "bot": {"model": "m"}}"""),
            // After a person of the florist has written, the bot is silent for a second only.
            new SeededClient("florist-bot", "The florist", "555", "{\"humanPause\": \"1s\"}"));

    private final Browser browser;
    private final LocalSystem system;
    private final WebhookSender sender;
    private final Phone phone;

    /** Taken by a test that looks at the time without a worker. */
    private final Semaphore mayRevive = new Semaphore(1);

    private record SeededClient(String chatbotId, String name, String number, String settings) {

        ChatClient onPhone() {
            return new ChatClient(chatbotId, name, WebhookNumber.of("waba-" + number, number), chatbotId + "-token");
        }
    }

    private RunningPhone(Browser browser) {
        this.browser = browser;
        system = LocalSystem.start(1, Map.of("RETRY_DELAYS", "1s,2s,3s,4s,5s,6s,7s,8s"));
        CLIENTS.forEach(this::add);
        sender = system.sender();
        system.meta().sendStatusesTo(sender, StatusPlan.sentDeliveredRead(Duration.ofMillis(100)));
        phone = Phone.start(
                new SimulatedPeers(
                        system.meta(),
                        system.responseApi(),
                        sender,
                        PhoneAnswers::to,
                        system.databaseUrl(),
                        system.rabbitUrl(),
                        CLIENTS.stream().map(SeededClient::onPhone).toList(),
                        Optional.of(new SimulatedPeers.Worker(
                                () -> system.workers().forEach(system::remove), this::revive))),
                0);
    }

    /** Without a browser on this machine the tests are skipped, before anything else starts. */
    static RunningPhone start() {
        return new RunningPhone(Browser.open());
    }

    Browser browser() {
        return browser;
    }

    LocalSystem system() {
        return system;
    }

    String url() {
        return phone.url();
    }

    /** While this runs, a worker that was killed does not come again. */
    void withoutRevival(Runnable work) {
        mayRevive.acquireUninterruptibly();
        try {
            work.run();
        } finally {
            mayRevive.release();
        }
    }

    private void revive() {
        withoutRevival(system::addWorker);
    }

    private void add(SeededClient client) {
        ChatClient onPhone = client.onPhone();
        system.client(
                client.chatbotId(),
                "key",
                onPhone.number().phoneNumberId(),
                client.chatbotId() + "-verify-token",
                onPhone.accessToken());
        system.update("UPDATE chatbots SET settings = ?::jsonb WHERE id = ?", client.settings(), client.chatbotId());
    }

    @Override
    public void close() {
        phone.close();
        sender.close();
        system.close();
        browser.close();
    }
}
