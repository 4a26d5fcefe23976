package org.wahook.shared.meta;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookReaderTest {

    @Test
    void a_text_message_is_read_whole() {
        Change.Messages change = messages("""
                "contacts": [{"profile": {"name": "Ana"}, "wa_id": "5511999990000", "user_id": "BR.77"}],
                "messages": [{"from": "5511999990000", "id": "wamid.1", "timestamp": "1790000000",
                              "type": "text", "text": {"body": "Ol\\u00e1 \\ud83d\\ude00"}}]
                """);

        InboundMessage message = change.messages().getFirst();
        assertThat(change.wabaId()).isEqualTo("waba-1");
        assertThat(change.phoneNumberId()).isEqualTo("106");
        assertThat(message.id()).isEqualTo("wamid.1");
        assertThat(message.contact())
                .isEqualTo(new Contact(Optional.of("5511999990000"), Optional.of("BR.77"), Optional.of("Ana")));
        assertThat(message.sentAt()).contains(Instant.ofEpochSecond(1_790_000_000L));
        assertThat(message.content()).isEqualTo(new Content.Text("Olá 😀"));
        assertThat(message.asks()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`\"type\":\"button\",\"button\":{\"payload\":\"p\",\"text\":\"Yes\"}` | Yes | true",
                "`\"type\":\"interactive\",\"interactive\":{\"type\":\"list_reply\",\"list_reply\":{\"id\":\"1\",\"title\":\"Two\"}}` | Two | true",
                "`\"type\":\"image\",\"image\":{\"id\":\"9\",\"caption\":\"my receipt\"}` | [image] my receipt | true",
                "`\"type\":\"audio\",\"audio\":{\"id\":\"9\",\"voice\":true}` | [voice note] | true",
                "`\"type\":\"location\",\"location\":{\"latitude\":1.5,\"longitude\":-2,\"name\":\"Home\"}` | [location] Home, 1.5,-2 | true",
                "`\"location\":{\"latitude\":1.5,\"longitude\":-2}` | [location] 1.5,-2 | true",
                "`\"type\":\"reaction\",\"reaction\":{\"message_id\":\"w\",\"emoji\":\"x\"}` | [reaction] x | false",
                "`\"type\":\"system\",\"system\":{\"body\":\"moved\"}` | [system] moved | false",
                "`\"type\":\"unsupported\",\"errors\":[{\"code\":131051}]` | [unsupported] | true",
                "`\"type\":\"hologram\",\"hologram\":{\"id\":\"1\"}` | [hologram] | true",
                "`\"type\":\"text\"` | [text without words] | true",
            })
    void each_type_becomes_what_the_response_api_is_told(String fields, String prompt, boolean startsTurn) {
        InboundMessage message = messages("\"messages\": [{\"from\":\"1\",\"id\":\"w\"," + fields + "}]")
                .messages()
                .getFirst();

        assertThat(message.content().prompt()).isEqualTo(prompt);
        assertThat(message.asks()).isEqualTo(startsTurn);
    }

    @Test
    void a_person_without_a_phone_number_has_an_identity() {
        Change.Messages change = messages("""
                "contacts": [{"profile": {"name": "Ana", "username": "ana"}, "user_id": "BR.77"}],
                "messages": [{"from_user_id": "BR.77", "id": "wamid.1", "type": "text", "text": {"body": "hi"}}]
                """);

        assertThat(change.messages().getFirst().contact().id()).isEqualTo("BR.77");
        assertThat(change.messages().getFirst().contact().name()).contains("Ana");
    }

    @Test
    void messages_and_statuses_of_several_entries_come_in_their_order() {
        Webhook webhook = read("""
                {"entry": [
                  {"id": "a", "changes": [
                    {"field": "messages", "value": {"metadata": {"phone_number_id": "1"},
                      "statuses": [{"id": "w1", "status": "read"}],
                      "messages": [{"from": "5", "id": "m1"}, {"from": "5", "id": "m2"}]}},
                    {"field": "account_update", "value": {"event": "X"}}]},
                  {"id": "b", "changes": [
                    {"field": "messages", "value": {"metadata": {"phone_number_id": "2"},
                      "messages": [{"from": "6", "id": "m3"}]}}]}],
                 "object": "whatsapp_business_account"}
                """);

        assertThat(webhook.broken()).isEmpty();
        assertThat(webhook.changes()).extracting(Change::wabaId).containsExactly("a", "a", "b");
        assertThat(((Change.Messages) webhook.changes().get(0)).messages())
                .extracting(InboundMessage::id)
                .containsExactly("m1", "m2");
        assertThat(((Change.Messages) webhook.changes().get(0)).statuses())
                .extracting(StatusUpdate::delivery)
                .containsExactly(Optional.of(DeliveryStatus.READ));
        assertThat(webhook.changes().get(1)).isInstanceOf(Change.Other.class);
    }

    @Test
    void a_broken_message_leaves_its_neighbours_alone() {
        Webhook webhook = readValue("""
                "messages": [{"from": "5", "id": "m1"}, {"from": "5"}, {"id": "m3"}, 7, null, {"from": "5", "id": "m4"}]
                """);

        assertThat(((Change.Messages) webhook.changes().getFirst()).messages())
                .extracting(InboundMessage::id)
                .containsExactly("m1", "m4");
        assertThat(webhook.broken())
                .extracting(BrokenItem::why)
                .containsExactly(
                        "a message has no id",
                        "a message has neither from nor from_user_id",
                        "a message has no id",
                        "a message has no id");
    }

    @Test
    void a_webhook_without_a_list_of_entries_is_broken_as_a_whole() {
        for (String body : List.of(
                "{\"object\":\"whatsapp_business_account\"}",
                "{\"object\":\"whatsapp_business_account\",\"entry\":{\"changes\":[]}}",
                "{\"object\":\"whatsapp_business_account\",\"entry\":\"text\"}")) {
            Webhook webhook = read(body);

            assertThat(webhook.changes()).isEmpty();
            assertThat(webhook.broken())
                    .extracting(BrokenItem::why)
                    .containsExactly("the webhook has no list of entries");
            assertThat(webhook.broken().getFirst().webhook().toString()).isEqualTo(body);
        }
    }

    @Test
    void messages_that_are_no_list_are_broken_and_the_statuses_beside_them_are_read() {
        Webhook webhook = readValue("\"messages\": \"text\", \"statuses\": [{\"id\": \"s1\", \"status\": \"read\"}]");

        assertThat(webhook.broken()).extracting(BrokenItem::why).containsExactly("messages is no list");
        assertThat(((Change.Messages) webhook.changes().getFirst()).statuses()).hasSize(1);
        assertThat(readValue("\"statuses\": {\"id\": \"s1\"}").broken())
                .extracting(BrokenItem::why)
                .containsExactly("statuses is no list");
        assertThat(readValue("\"statuses\": null").broken()).isEmpty();
    }

    @Test
    void a_broken_item_can_be_replayed_alone() {
        Webhook webhook = readValue("\"messages\": [{\"from\": \"5\"}, {\"from\": \"5\", \"id\": \"m4\"}]");

        byte[] alone = webhook.broken().getFirst().webhook().toString().getBytes(StandardCharsets.UTF_8);

        Webhook again = WebhookReader.read(alone).orElseThrow();
        assertThat(again.broken()).extracting(BrokenItem::why).containsExactly("a message has no id");
        assertThat(((Change.Messages) again.changes().getFirst()).messages()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "null",
                "7",
                "\"text\"",
                "[]",
                "{}",
                "{\"object\":\"page\",\"entry\":[]}",
                "{\"object\":{},\"entry\":[]}",
                "{\"object\":\"whatsapp_business_account\"} {}",
            })
    void what_is_no_webhook_of_whatsapp_is_nothing(String body) {
        assertThat(WebhookReader.read(body.getBytes(StandardCharsets.UTF_8))).isEmpty();
    }

    private static Change.Messages messages(String fields) {
        Webhook webhook = readValue(fields);
        assertThat(webhook.broken()).isEmpty();
        return (Change.Messages) webhook.changes().getFirst();
    }

    private static Webhook readValue(String fields) {
        return read("""
                {"object": "whatsapp_business_account", "entry": [{"id": "waba-1", "changes": [
                  {"field": "messages", "value": {"metadata": {"phone_number_id": "106"}, %s}}]}]}
                """.formatted(fields));
    }

    private static Webhook read(String body) {
        return WebhookReader.read(body.getBytes(StandardCharsets.UTF_8)).orElseThrow();
    }
}
