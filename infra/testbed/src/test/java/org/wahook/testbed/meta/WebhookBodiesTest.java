package org.wahook.testbed.meta;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class WebhookBodiesTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Instant AT = Instant.ofEpochSecond(1_780_000_000);
    private static final WebhookNumber NUMBER = WebhookNumber.of("waba", "phone-id");
    private static final Customer ANA = Customer.withPhone("16505551234", "Ana");

    @Test
    void a_text_message_is_where_meta_puts_it() {
        JsonNode webhook = JSON.readTree(WebhookBodies.text(NUMBER, ANA, "wamid.1", AT, "hello"));

        JsonNode change = webhook.at("/entry/0/changes/0");
        assertThat(webhook.at("/object").asString()).isEqualTo("whatsapp_business_account");
        assertThat(webhook.at("/entry/0/id").asString()).isEqualTo("waba");
        assertThat(change.at("/field").asString()).isEqualTo("messages");
        assertThat(change.at("/value/metadata/phone_number_id").asString()).isEqualTo("phone-id");
        assertThat(change.at("/value/contacts/0/wa_id").asString()).isEqualTo("16505551234");
        assertThat(change.at("/value/messages/0")).isEqualTo(JSON.readTree("""
                                {"from": "16505551234", "from_user_id": "US.116505551234", "id": "wamid.1",
                                 "timestamp": "1780000000", "type": "text", "text": {"body": "hello"}}"""));
    }

    @Test
    void the_bytes_are_escaped_as_meta_escapes_them() {
        String wire = new String(
                WebhookBodies.text(NUMBER, ANA, "wamid.1", AT, "café 😀 a/b @ \\ \" \n"), StandardCharsets.US_ASCII);

        assertThat(wire).contains("caf\\u00e9 \\ud83d\\ude00 a\\/b \\u0040 \\\\ \\\" \\n");
        assertThat(JSON.readTree(wire)
                        .at("/entry/0/changes/0/value/messages/0/text/body")
                        .asString())
                .isEqualTo("café 😀 a/b @ \\ \" \n");
    }

    @Test
    void the_signature_is_that_of_the_published_example() {
        try (WebhookSender sender = new WebhookSender("http://127.0.0.1:1/webhook", "TEST_APP_SECRET")) {
            assertThat(sender.sign("test".getBytes(StandardCharsets.UTF_8)))
                    .isEqualTo("sha256=0c61947b610d4f45e65f3d680e26027121ec2413e77598bcb6cfc6e0d9888221");
        }
    }

    @Test
    void a_customer_without_a_phone_has_neither_from_nor_wa_id() {
        Customer hidden = Customer.withoutPhone("US.13491208655302741918", "Bo");

        JsonNode value = JSON.readTree(WebhookBodies.text(NUMBER, hidden, "wamid.1", AT, "hi"))
                .at("/entry/0/changes/0/value");

        assertThat(value.at("/messages/0").has("from")).isFalse();
        assertThat(value.at("/messages/0/from_user_id").asString()).isEqualTo("US.13491208655302741918");
        assertThat(value.at("/contacts/0").has("wa_id")).isFalse();
        assertThat(value.at("/contacts/0/user_id").asString()).isEqualTo("US.13491208655302741918");
    }

    @Test
    void every_type_names_itself_and_carries_its_object() {
        List<ObjectNode> all = Stream.of(
                        MessageBodies.text(ANA, "w", AT, "x"),
                        MessageBodies.image(ANA, "w", AT, "x"),
                        MessageBodies.video(ANA, "w", AT, "x"),
                        MessageBodies.audio(ANA, "w", AT, true),
                        MessageBodies.document(ANA, "w", AT, "a.pdf", "x"),
                        MessageBodies.sticker(ANA, "w", AT),
                        MessageBodies.location(ANA, "w", AT, "x", "y"),
                        MessageBodies.contacts(ANA, "w", AT, List.of("x")),
                        MessageBodies.buttonReply(ANA, "w", AT, "x", "y"),
                        MessageBodies.listReply(ANA, "w", AT, "x", "y", "z"),
                        MessageBodies.flowReply(ANA, "w", AT, "{}"),
                        MessageBodies.button(ANA, "w", AT, "x", "y"),
                        MessageBodies.order(ANA, "w", AT, "x"),
                        MessageBodies.reaction(ANA, "w", AT, "x", "😀"),
                        MessageBodies.system(ANA, "w", AT, "1"),
                        MessageBodies.edit(ANA, "w", AT, "x", "y"),
                        MessageBodies.revoke(ANA, "w", AT, "x"),
                        MessageBodies.unsupported(ANA, "w", AT, "gif"))
                .toList();

        assertThat(all)
                .allSatisfy(m -> assertThat(m.has(m.path("type").asString()))
                        .as(m.toString())
                        .isTrue());
        assertThat(all.stream().map(m -> m.path("type").asString()).collect(Collectors.toSet()))
                .hasSize(16);
        assertThat(MessageBodies.withoutType(ANA, "w", AT).has("type")).isFalse();
        assertThat(MessageBodies.reactionRemoved(ANA, "w", AT, "x")
                        .at("/reaction")
                        .has("emoji"))
                .isFalse();
    }

    @Test
    void entries_changes_messages_and_statuses_combine() {
        ObjectNode message = MessageBodies.text(ANA, "wamid.1", AT, "x");
        ObjectNode status = StatusBodies.of("wamid.0", "read", ANA, AT, "row-7");
        ObjectNode change = WebhookBodies.change(
                "messages",
                WebhookBodies.value(NUMBER, List.of(ANA), List.of(message, message.deepCopy()), List.of(status)));

        JsonNode webhook = WebhookBodies.webhook(
                WebhookBodies.entry("a", change, change.deepCopy()), WebhookBodies.entry("b", change.deepCopy()));

        assertThat(webhook.at("/entry").size()).isEqualTo(2);
        assertThat(webhook.at("/entry/0/changes").size()).isEqualTo(2);
        assertThat(webhook.at("/entry/1/changes/0/value/messages").size()).isEqualTo(2);
        assertThat(webhook.at("/entry/1/changes/0/value/statuses/0/biz_opaque_callback_data")
                        .asString())
                .isEqualTo("row-7");
    }

    @Test
    void other_fields_are_not_called_messages() {
        Set<String> fields = Stream.of(
                        OtherFields.accountUpdate("waba"),
                        OtherFields.history(NUMBER, ANA, "w", AT, "x"),
                        OtherFields.standby(NUMBER, ANA, "w", AT, "x"),
                        OtherFields.messageEcho(NUMBER, ANA, "w", AT, "x"),
                        OtherFields.calls(NUMBER, ANA, AT),
                        OtherFields.unknown(NUMBER))
                .map(body -> JSON.readTree(body).at("/entry/0/changes/0/field").asString())
                .collect(Collectors.toSet());

        assertThat(fields).hasSize(6).doesNotContain("messages");
    }
}
