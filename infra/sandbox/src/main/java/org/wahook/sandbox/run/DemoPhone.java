package org.wahook.sandbox.run;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.wahook.sandbox.phone.ChatClient;
import org.wahook.sandbox.phone.Phone;
import org.wahook.sandbox.phone.SimulatedPeers;
import org.wahook.testbed.meta.WebhookSender;
import org.wahook.testbed.process.AtExit;

/** The phone of {@code ./dev run}: the demo clients in its address book, and this run's services to misbehave with. */
final class DemoPhone {

    private static final Duration READY_LIMIT = Duration.ofMinutes(1);

    private DemoPhone() {}

    static Phone start(RunningSystem system, List<DemoClient> clients) {
        Phone phone = Phone.start(
                new SimulatedPeers(
                        system.meta(),
                        system.responseApi(),
                        new WebhookSender(system.webhookUrl(), system.secrets().app()),
                        system.answers()::answer,
                        system.postgres().url(),
                        system.rabbit().url(),
                        clients.stream().map(DemoPhone::entry).toList(),
                        Optional.of(new SimulatedPeers.Worker(
                                () -> system.worker().kill(),
                                () -> system.worker().revive(READY_LIMIT)))),
                system.ports().phone());
        AtExit.close(phone);
        return phone;
    }

    static ChatClient entry(DemoClient client) {
        return new ChatClient(client.chatbotId(), client.name(), client.number(), client.accessToken());
    }
}
