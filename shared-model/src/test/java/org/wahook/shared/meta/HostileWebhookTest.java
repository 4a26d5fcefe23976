package org.wahook.shared.meta;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wahook.platform.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Whoever has the app secret, Meta's next release included, may send anything: the reader never throws. */
class HostileWebhookTest {

    private static final String GOOD = """
            {"object": "whatsapp_business_account", "entry": [{"id": "w", "time": 1, "changes": [
              {"field": "messages", "value": {
                "metadata": {"phone_number_id": "106", "display_phone_number": "1"},
                "contacts": [{"profile": {"name": "A"}, "wa_id": "5", "user_id": "US.1"}],
                "statuses": [{"id": "w1", "status": "failed", "timestamp": "1", "errors": [{"code": 1}]}],
                "messages": [
                  {"from": "5", "id": "m1", "timestamp": "1", "type": "text", "text": {"body": "x"}},
                  {"from": "5", "id": "m2", "type": "interactive",
                   "interactive": {"type": "button_reply", "button_reply": {"id": "1", "title": "t"}}},
                  {"from": "5", "id": "m3", "type": "location", "location": {"latitude": 1, "longitude": 2, "name": "n"}},
                  {"from": "5", "id": "m4", "type": "contacts", "contacts": [{"name": {"formatted_name": "f"}}]},
                  {"from_user_id": "US.1", "id": "m5", "reaction": {"message_id": "w", "emoji": "e"}},
                  {"from": "5", "id": "m6", "type": "edit", "edit": {"message": {"type": "text", "text": {"body": "b"}}}}]}},
              {"field": "messaging_handovers", "value": {"recipient": {"phone_number_id": "106"}}}]}]}
            """;

    private static final List<String> REPLACEMENTS = List.of(
            "null",
            "true",
            "0",
            "-1",
            "1e400",
            "1E-400",
            "99999999999999999999999999999999",
            "0.1234567890123456789",
            "\"\"",
            "\" \"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"99999999999\"",
            "[]",
            "{}",
            "[[[]]]",
            "{\"id\":{\"id\":[]}}",
            "[null,1,\"x\",{},[]]");

    @RepeatedTest(20)
    void a_body_with_random_parts_replaced_is_read_without_an_exception(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        for (int i = 0; i < 250; i++) {
            JsonNode body = Json.parse(GOOD).orElseThrow();
            int wounds = 1 + random.nextInt(4);
            for (int wound = 0; wound < wounds; wound++) {
                mutate(body, random);
            }
            byte[] bytes = Json.bytes(body);
            assertThatCode(() -> readAndUse(bytes))
                    .as(new String(bytes, StandardCharsets.UTF_8))
                    .doesNotThrowAnyException();
        }
    }

    @RepeatedTest(5)
    void a_body_with_random_bytes_changed_is_read_without_an_exception(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        for (int i = 0; i < 500; i++) {
            byte[] bytes = GOOD.getBytes(StandardCharsets.UTF_8);
            int wounds = 1 + random.nextInt(3);
            for (int wound = 0; wound < wounds; wound++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            assertThatCode(() -> readAndUse(bytes))
                    .as(new String(bytes, StandardCharsets.ISO_8859_1))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void the_body_that_is_mutated_is_a_good_one() {
        Webhook webhook =
                WebhookReader.read(GOOD.getBytes(StandardCharsets.UTF_8)).orElseThrow();

        assertThat(webhook.broken()).isEmpty();
        assertThat(((Change.Messages) webhook.changes().getFirst()).messages()).hasSize(6);
    }

    @ParameterizedTest
    @ValueSource(ints = {99, 101, 10_000, 1_000_000})
    void deep_nesting_does_not_overflow_the_stack(int depth) {
        String deep = "[".repeat(depth) + "]".repeat(depth);

        assertThatCode(() -> readAndUse(deep.getBytes(StandardCharsets.UTF_8))).doesNotThrowAnyException();
        assertThatCode(() -> readAndUse(("{\"object\":\"whatsapp_business_account\",\"entry\":" + deep + "}")
                        .getBytes(StandardCharsets.UTF_8)))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e999999999", "-1e-999999999", "1e1000000", "0.0000000000000000000000001"})
    void a_number_whose_digits_would_fill_the_memory_is_not_written_out(String number) {
        byte[] body = GOOD.replace("\"latitude\": 1", "\"latitude\": " + number).getBytes(StandardCharsets.UTF_8);

        Webhook webhook = WebhookReader.read(body).orElseThrow();

        InboundMessage location =
                ((Change.Messages) webhook.changes().getFirst()).messages().get(2);
        assertThat(location.content().prompt()).hasSizeLessThan(100);
    }

    /** What stands once in a body must not be written once for each of its items. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                // A thousand messages without an id beside a thousand cards.
                "{\"id\":\"w\",\"changes\":[{\"field\":\"messages\",\"value\":{\"metadata\":{\"phone_number_id\":\"1\"},"
                        + "\"contacts\":[*{\"wa_id\":\"5\",\"profile\":{\"name\":\"LONG\"}}*],"
                        + "\"messages\":[*{\"from\":\"5\"}*]}}]}",
                // Statuses, beside fields that are long and nobody's.
                "{\"id\":\"w\",\"changes\":[{\"field\":\"messages\",\"more\":\"LONG\",\"value\":{\"other\":\"LONG\","
                        + "\"metadata\":{\"phone_number_id\":\"1\",\"display_phone_number\":\"LONG\"},\"statuses\":[*{}*]}}]}",
                // Changes in an entry whose id is long.
                "{\"id\":\"LONG\",\"changes\":[*{}*]}",
                "*{\"id\":\"w\"}*"
            })
    void dead_letters_of_broken_items_are_together_not_much_larger_than_the_body(String pattern) {
        byte[] body = ("{\"object\":\"whatsapp_business_account\",\"entry\":[" + repeated(pattern) + "]}")
                .getBytes(StandardCharsets.UTF_8);

        List<BrokenItem> broken = WebhookReader.read(body).orElseThrow().broken();

        assertThat(broken).hasSize(1001);
        assertThat(broken.stream()
                        .mapToLong(item -> Json.bytes(item.webhook()).length)
                        .sum())
                .isLessThan(3L * body.length + 1000 * 300);
    }

    /** What stands between two stars 1,200 times; a long text where it says LONG. */
    private static String repeated(String pattern) {
        StringBuilder text = new StringBuilder();
        String[] parts = pattern.split("\\*", -1);
        for (int i = 0; i < parts.length; i++) {
            text.append(i % 2 == 0 ? parts[i] : String.join(",", Collections.nCopies(1_200, parts[i])));
        }
        return text.toString().replace("LONG", "x".repeat(2_000));
    }

    @Test
    void ten_thousand_messages_beside_ten_thousand_cards_are_read_in_no_time() {
        String cards = IntStream.range(0, 10_000)
                .mapToObj("{\"wa_id\":\"%d\"}"::formatted)
                .collect(joining(","));
        String messages = IntStream.range(0, 10_000)
                .mapToObj(i -> "{\"from\":\"%d\",\"id\":\"m%d\"}".formatted(i, i))
                .collect(joining(","));
        byte[] body = """
                {"object":"whatsapp_business_account","entry":[{"id":"w","changes":[{"field":"messages","value":{
                "metadata":{"phone_number_id":"1"},"contacts":[%s],"messages":[%s]}}]}]}""".formatted(cards, messages).getBytes(StandardCharsets.UTF_8);

        assertTimeout(Duration.ofSeconds(5), () -> WebhookReader.read(body));
    }

    @Test
    void a_timestamp_that_is_no_time_is_left_out() {
        byte[] body = GOOD.replace("\"timestamp\": \"1\"", "\"timestamp\": \"tomorrow\"")
                .getBytes(StandardCharsets.UTF_8);

        Webhook webhook = WebhookReader.read(body).orElseThrow();

        assertThat(((Change.Messages) webhook.changes().getFirst())
                        .messages()
                        .getFirst()
                        .sentAt())
                .isEmpty();
    }

    /** Reads, and does with the result what the worker does. */
    private static void readAndUse(byte[] body) {
        WebhookReader.read(body).ifPresent(webhook -> {
            webhook.broken().forEach(item -> Json.bytes(item.webhook()));
            webhook.changes().forEach(change -> {
                Json.bytes(WebhookReader.envelopeOf(List.of(change)));
                if (change instanceof Change.Messages messages) {
                    messages.messages().forEach(HostileWebhookTest::use);
                    messages.statuses().forEach(StatusUpdate::delivery);
                }
            });
        });
    }

    private static void use(InboundMessage message) {
        String all = message.content().prompt()
                + message.content().text().orElse("")
                + message.contact().id();
        assertThat(all).isNotNull();
        assertThat(message.id()).isNotBlank();
        assertThat(Json.bytes(message.json())).isNotEmpty();
    }

    private static void mutate(JsonNode root, Random random) {
        List<JsonNode> containers = new ArrayList<>();
        collect(root, containers);
        if (containers.isEmpty()) {
            return;
        }
        JsonNode container = containers.get(random.nextInt(containers.size()));
        JsonNode replacement = Json.parse(REPLACEMENTS.get(random.nextInt(REPLACEMENTS.size())))
                .orElseThrow();
        switch (container) {
            case ObjectNode object -> {
                List<String> names = List.copyOf(object.propertyNames());
                String name = names.get(random.nextInt(names.size()));
                if (random.nextInt(4) == 0) {
                    object.remove(name);
                } else {
                    object.set(name, replacement);
                }
            }
            case ArrayNode array -> array.set(random.nextInt(array.size()), replacement);
            default -> throw new IllegalStateException("no container: " + container);
        }
    }

    private static void collect(JsonNode node, List<JsonNode> containers) {
        if (node.isContainer() && !node.isEmpty()) {
            containers.add(node);
            node.forEach(child -> collect(child, containers));
        }
    }
}
