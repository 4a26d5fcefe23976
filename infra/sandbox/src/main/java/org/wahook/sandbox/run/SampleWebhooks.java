package org.wahook.sandbox.run;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.wahook.testbed.meta.Customer;
import org.wahook.testbed.meta.MessageBodies;
import org.wahook.testbed.meta.WebhookBodies;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A handful of webhooks to replay, new each time: an old message would not be answered any more. */
final class SampleWebhooks {

    private static final String FOLDER = "webhooks";
    private static final JsonMapper JSON = new JsonMapper();

    private final RunFolder folder;
    private final Instant now = Instant.now();

    private SampleWebhooks(RunFolder folder) {
        this.folder = folder;
    }

    /** @return the folder that holds them */
    static Path writeTo(RunFolder folder) {
        return new SampleWebhooks(folder).write();
    }

    private Path write() {
        DemoClient shop = DemoClient.SHOP;
        DemoClient support = DemoClient.SUPPORT;
        Customer anna = shop.customer();
        Customer bob = support.customer();
        save("1-text.json", change(shop, MessageBodies.text(anna, wamid(1), now, "And in blue?")));
        save("2-image.json", change(support, MessageBodies.image(bob, wamid(2), now, "this is how it came")));
        save("3-button.json", change(shop, MessageBodies.buttonReply(anna, wamid(3), now, "size-m", "Size M")));
        save("4-reaction.json", change(shop, MessageBodies.reaction(anna, wamid(4), now, wamid(1), "\u2764")));
        save(
                "5-both-clients-in-one.json",
                change(shop, MessageBodies.text(anna, wamid(5), now, "How long does shipping take?")),
                change(support, MessageBodies.text(bob, wamid(6), now, "Can I have my money back?")));
        save("6-the-first-again.json", change(shop, MessageBodies.text(anna, wamid(1), now, "And in blue?")));
        return folder.path().resolve(FOLDER);
    }

    private record ChangeOf(DemoClient client, ObjectNode value) {}

    private static ChangeOf change(DemoClient client, ObjectNode message) {
        return new ChangeOf(
                client, WebhookBodies.value(client.number(), List.of(client.customer()), List.of(message), List.of()));
    }

    private void save(String name, ChangeOf... changes) {
        ObjectNode[] entries = Arrays.stream(changes)
                .map(change -> WebhookBodies.entry(
                        change.client().number().wabaId(), WebhookBodies.change("messages", change.value())))
                .toArray(ObjectNode[]::new);
        byte[] body = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(WebhookBodies.webhook(entries));
        folder.write(FOLDER + "/" + name, body);
    }

    private static String wamid(int number) {
        return "wamid.sample-" + number;
    }
}
