package org.wahook.sandbox.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.wahook.sandbox.process.SeededClient;
import org.wahook.testbed.meta.Customer;
import org.wahook.testbed.meta.SentMessage;
import org.wahook.testbed.meta.WebhookBodies;
import org.wahook.testbed.meta.WebhookNumber;

/**
 * People of one client who write to customers by the admin API and pause the bot, while things are harmed. Each message
 * that was taken (202) must reach Meta once and in order.
 */
final class People implements AutoCloseable {

    private static final int CUSTOMERS = 20;
    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Pattern MARK = Pattern.compile("@(\\d+)@");

    private final ChaosSystem system;
    private final SeededClient client;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();
    private final Map<String, String> conversations = new ConcurrentHashMap<>();

    /** Numbers of the messages that were taken, and of those that Meta got, by contact in their order. */
    private final Map<String, List<Integer>> taken = new ConcurrentHashMap<>();

    private final Map<String, List<Integer>> sent = new ConcurrentHashMap<>();
    private final Thread thread =
            Thread.ofPlatform().name("chaos-people").daemon().unstarted(this::act);
    private volatile boolean stopped;

    People(ChaosSystem system) {
        this.system = system;
        this.client = system.peoplesClient;
    }

    void start() {
        thread.start();
    }

    void stop() throws InterruptedException {
        stopped = true;
        thread.join();
    }

    boolean areOurs(SentMessage message) {
        return message.token().equals(client.accessToken());
    }

    void sent(SentMessage message) {
        Matcher mark = MARK.matcher(message.text());
        if (mark.find()) {
            numbers(sent, message.contactId()).add(Integer.parseInt(mark.group(1)));
        }
    }

    PeopleReport report() {
        List<String> failed = system.query(
                "SELECT text FROM messages WHERE chatbot_id = ? AND by_human AND status = 'failed'",
                client.chatbotId());
        return PeopleReport.of(taken, sent, failed.size());
    }

    private static List<Integer> numbers(Map<String, List<Integer>> all, String contact) {
        return all.computeIfAbsent(contact, it -> new CopyOnWriteArrayList<>());
    }

    private void act() {
        for (int number = 0; !stopped; number++) {
            String contact = "49180%07d".formatted(number % CUSTOMERS);
            try {
                customerWrites(contact);
                Optional<String> conversation = conversationOf(contact);
                if (conversation.isPresent()) {
                    act(contact, conversation.get(), number);
                }
                Thread.sleep(PAUSE);
            } catch (IOException | UncheckedIOException | IllegalStateException e) {
                // A service is down: a person would try again later, and so would Meta.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void act(String contact, String conversation, int number) throws IOException, InterruptedException {
        if (ThreadLocalRandom.current().nextInt(4) == 0) {
            patch(conversation, "{\"bot\": \"paused\", \"resumeAfter\": \"3s\"}");
        }
        if (ThreadLocalRandom.current().nextBoolean() && write(conversation, "person @" + number + "@")) {
            numbers(taken, contact).add(number);
        }
    }

    private void customerWrites(String contact) {
        WebhookNumber to = WebhookNumber.of("waba-chaos", client.phoneNumberId());
        Customer from = Customer.withPhone(contact, "Customer");
        system.sender()
                .post(WebhookBodies.text(to, from, "wamid.people." + UUID.randomUUID(), Instant.now(), "A question"));
    }

    private Optional<String> conversationOf(String contact) {
        String known = conversations.get(contact);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<String> found = system
                .query(
                        "SELECT id FROM whatsapp_conversations WHERE chatbot_id = ? AND contact_id = ?",
                        client.chatbotId(),
                        contact)
                .stream()
                .findFirst();
        found.ifPresent(id -> conversations.put(contact, id));
        return found;
    }

    private boolean write(String conversation, String text) throws IOException, InterruptedException {
        HttpRequest.Builder request = request(conversation + "/messages")
                .POST(HttpRequest.BodyPublishers.ofString("{\"text\": \"" + text + "\"}"));
        return status(request) == 202;
    }

    private void patch(String conversation, String body) throws IOException, InterruptedException {
        status(request(conversation).method("PATCH", HttpRequest.BodyPublishers.ofString(body)));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(system.adminUrl() + "/api/v1/conversations/" + path))
                .header("Authorization", "Bearer " + ChaosSystem.ADMIN_TOKEN)
                .header("Content-Type", "application/json")
                .timeout(TIMEOUT);
    }

    private int status(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    @Override
    public void close() {
        stopped = true;
        thread.interrupt();
        http.shutdownNow();
    }
}
