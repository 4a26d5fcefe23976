package org.wahook.sandbox.phone;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.wahook.platform.json.Json;
import org.wahook.sandbox.phone.TimelineStep.Source;
import org.wahook.sandbox.phone.TimelineStep.Stage;
import org.wahook.sandbox.phone.TimelineStep.Tone;
import org.wahook.testbed.meta.Customer;
import org.wahook.testbed.meta.MessageBodies;
import org.wahook.testbed.meta.SimulatedMeta;
import org.wahook.testbed.meta.WebhookAnswer;
import org.wahook.testbed.meta.WebhookBodies;
import org.wahook.testbed.meta.WebhookSender;
import tools.jackson.databind.node.ObjectNode;

/** Takes what a customer sends and posts the webhook, as Meta does: again and again until it is accepted. */
final class WebhookPoster implements AutoCloseable {

    private static final int MOST_TRIES = 30;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final WebhookSender sender;
    private final SimulatedMeta meta;
    private final Feed feed;
    private final MessageTimelines timelines;
    /** What was written last in each chat: that is edited or deleted. */
    private final Map<MessageTimelines.Chat, String> lastWamids = new ConcurrentHashMap<>();

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /**
     * What is sent, by whom, to whom.
     *
     * @param id of the button or row that was chosen; empty for anything else
     * @param answerTo Meta's id of the message that it answers; empty for none
     */
    record Message(ChatClient client, Customer customer, Composer kind, String text, String id, String answerTo) {

        Message(ChatClient client, Customer customer, Composer kind, String text) {
            this(client, customer, kind, text, "", "");
        }

        private byte[] webhook(String wamid, Instant at, SimulatedMeta meta) {
            ObjectNode message = kind.message(customer, wamid, at, text, id);
            kind.file(text)
                    .ifPresent(file -> message.withObject("/" + file.type())
                            .put("mime_type", file.mimeType())
                            .put("id", meta.addMedia(client.number().phoneNumberId(), file.mimeType(), file.bytes())));
            return WebhookBodies.messages(
                    client.number(),
                    customer,
                    answerTo.isEmpty()
                            ? message
                            : MessageBodies.inReplyTo(message, client.number().displayPhoneNumber(), answerTo));
        }

        MessageTimelines.Chat chat() {
            return new MessageTimelines.Chat(client.chatbotId(), AddressBook.contactOf(customer));
        }
    }

    private static final class Letter {
        private final String wamid;
        private final byte[] body;

        private Letter(String wamid, byte[] body) {
            this.wamid = wamid;
            this.body = body;
        }
    }

    /** @param meta keeps the files that go with messages */
    WebhookPoster(WebhookSender sender, SimulatedMeta meta, Feed feed, MessageTimelines timelines) {
        this.sender = sender;
        this.meta = meta;
        this.feed = feed;
        this.timelines = timelines;
    }

    void post(Message message) {
        Letter letter = write(message, Instant.now());
        threads.execute(() -> deliver(letter));
    }

    /** What happens in a chat besides a message to the bot. */
    void act(ChatClient client, Customer customer, ChatAction action, String text) {
        MessageTimelines.Chat chat = new MessageTimelines.Chat(client.chatbotId(), AddressBook.contactOf(customer));
        String wamid = "wamid.phone-" + UUID.randomUUID();
        ChatAction.Chat between =
                new ChatAction.Chat(client.number(), customer, lastWamids.getOrDefault(chat, "wamid.nobody-knows"));
        Letter letter = new Letter(wamid, action.webhook(between, wamid, Instant.now(), text));
        String kind = action.name().toLowerCase(Locale.ROOT);
        feed.publish(
                action.ofBusiness() ? "reply" : "said",
                Json.object()
                        .put("wamid", wamid)
                        .put("client", client.chatbotId())
                        .put("contact", chat.contact())
                        .put("kind", kind)
                        .put("text", text)
                        .put("at", MessageTimelines.milliseconds(Instant.now())));
        timelines.begin(wamid, chat, "[" + kind + "] " + text);
        if (action == ChatAction.NUMBER) {
            AddressBook.move(customer);
        }
        threads.execute(() -> deliver(letter));
    }

    /** Three at once, as Meta's at-least-once delivery allows. */
    void postThreeTimes(Message message) {
        Letter letter = write(message, Instant.now());
        for (int i = 0; i < 3; i++) {
            threads.execute(() -> deliver(letter));
        }
    }

    /** Two messages, of which the second arrives first. */
    void postOutOfOrder(Message first, Message second) {
        Instant now = Instant.now();
        Letter one = write(first, now.minusSeconds(1));
        Letter two = write(second, now);
        threads.execute(() -> {
            deliver(two);
            deliver(one);
        });
    }

    /** Signed with another secret than the app's. */
    void postForged(Message message) {
        Letter letter = write(message, Instant.now());
        threads.execute(() -> {
            begun(letter);
            long start = System.nanoTime();
            tell(letter, sender.postSigned(letter.body, "sha256=" + "0".repeat(64)), start);
        });
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private Letter write(Message message, Instant at) {
        String wamid = "wamid.phone-" + UUID.randomUUID();
        lastWamids.put(message.chat(), wamid);
        String kind = message.kind().name().toLowerCase(Locale.ROOT);
        Letter letter = new Letter(wamid, message.webhook(wamid, at, meta));
        feed.publish(
                "said",
                Json.object()
                        .put("wamid", wamid)
                        .put("client", message.client().chatbotId())
                        .put("contact", message.chat().contact())
                        .put("kind", kind)
                        .put("text", message.text())
                        .put("at", MessageTimelines.milliseconds(Instant.now())));
        String title = message.text().isEmpty() ? "[" + kind + "]" : message.text();
        timelines.begin(wamid, message.chat(), title);
        return letter;
    }

    private void deliver(Letter letter) {
        try {
            for (int tries = 0; tries < MOST_TRIES && !accepted(letter); tries++) {
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean accepted(Letter letter) {
        begun(letter);
        long start = System.nanoTime();
        try {
            return tell(letter, sender.post(letter.body), start);
        } catch (UncheckedIOException e) {
            step(letter, Stage.CONFIRM, Tone.LATE, "no answer: Meta posts it again");
            return false;
        }
    }

    private void begun(Letter letter) {
        step(letter, Stage.WEBHOOK, Tone.DONE, "POST /webhook, %d bytes".formatted(letter.body.length));
    }

    private boolean tell(Letter letter, WebhookAnswer answer, long start) {
        long ms = Duration.ofNanos(System.nanoTime() - start).toMillis();
        if (answer.delivered()) {
            step(letter, Stage.CONFIRM, Tone.DONE, "200 after %d ms: RabbitMQ has confirmed it".formatted(ms));
            tick("delivered", letter.wamid);
        } else if (answer.status() == 401) {
            step(letter, Stage.CONFIRM, Tone.LOST, "refused with 401: the signature is not the app's");
            timelines.refused(letter.wamid);
            tick("failed", letter.wamid);
        } else {
            step(letter, Stage.CONFIRM, Tone.LATE, "%d: Meta posts it again".formatted(answer.status()));
        }
        return List.of(200, 401).contains(answer.status());
    }

    private void tick(String tick, String wamid) {
        feed.publish("tick", Json.object().put("wamid", wamid).put("tick", tick));
    }

    private void step(Letter letter, Stage stage, Tone tone, String text) {
        timelines.step(letter.wamid, new TimelineStep(stage, tone, Source.META, text, Instant.now()));
    }
}
