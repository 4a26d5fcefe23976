package org.wahook.shared.meta;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wahook.shared.meta.WebhookPieces.Piece;

class WebhookPiecesTest {

    private static final String MANY = """
            {"object": "whatsapp_business_account", "entry": [{"id": "w", "changes": [
              {"field": "account_alerts", "value": {"x": 1}},
              {"field": "messages", "value": {"metadata": {"phone_number_id": "106"},
                "contacts": [{"wa_id": "5", "user_id": "US.5", "profile": {"name": "n"}}, {"wa_id": "6"}],
                "messages": [{"from": "5", "id": "m1"}, {"from": "6", "id": "m2"}, {"from": "+5", "id": "m3"}, {"from": "7"}],
                "statuses": [{"id": "s1", "status": "read", "recipient_id": "5"}]}},
              {"field": "account_update", "value": {"y": 2}}]}]}
            """;

    @Test
    void each_message_and_each_status_is_a_webhook_of_its_own_in_the_order_of_storing() {
        List<Piece> pieces = pieces(MANY);

        assertThat(pieces).hasSize(6);
        List<Webhook> webhooks = pieces.stream()
                .map(piece -> WebhookReader.read(piece.body()).orElseThrow())
                .toList();
        assertThat(webhooks.subList(0, 3))
                .extracting(one -> messages(one).messages().getFirst().id())
                .containsExactly("m1", "m2", "m3");
        assertThat(messages(webhooks.getFirst()).messages().getFirst().contact().name())
                .contains("n");
        assertThat(webhooks.get(3).broken()).hasSize(1);
        assertThat(messages(webhooks.get(5)).statuses()).hasSize(1);
    }

    /** What is stored of them is known by its position. */
    @Test
    void other_changes_stay_together_at_their_positions() {
        Webhook rest = WebhookReader.read(pieces(MANY).get(4).body()).orElseThrow();

        assertThat(rest.changes()).hasSize(3);
        assertThat(rest.changes().get(0)).isInstanceOf(Change.Other.class);
        assertThat(messages(rest.changes().get(1)).messages()).isEmpty();
        assertThat(rest.changes().get(2)).isInstanceOf(Change.Other.class);
    }

    @Test
    void pieces_of_one_conversation_share_a_key_and_others_do_not() {
        List<Piece> pieces = pieces(MANY);

        assertThat(pieces.get(0).keys()).containsExactlyInAnyOrder("106:5", "106:US.5");
        assertThat(pieces.get(1).keys()).containsExactly("106:6");
        assertThat(pieces.get(2).keys()).contains("106:5");
        assertThat(pieces.get(5).keys()).contains("106:5", "106:status:s1");
    }

    @Test
    void a_webhook_with_one_message_is_itself_to_the_byte() {
        String one = """
                {"object": "whatsapp_business_account", "entry": [{"id": "w", "changes": [{"field": "messages", "value":
                {"metadata": {"phone_number_id": "106"}, "more": 1, "messages": [{"from": "5", "id": "m1"}]}}]}]}""";

        assertThat(pieces(one)).singleElement().satisfies(piece -> {
            assertThat(new String(piece.body(), StandardCharsets.UTF_8)).isEqualTo(one);
            assertThat(piece.phoneNumberId()).isEqualTo("106");
            assertThat(piece.keys()).containsExactly("106:5");
        });
    }

    @Test
    void what_is_no_webhook_is_one_piece() {
        for (String body :
                List.of("no JSON", "{}", "[]", "{\"entry\": {}}", "{\"entry\": [7, null, {\"changes\": 1}]}")) {
            assertThat(pieces(body))
                    .singleElement()
                    .satisfies(piece -> assertThat(new String(piece.body(), StandardCharsets.UTF_8))
                            .isEqualTo(body));
        }
    }

    private static List<Piece> pieces(String body) {
        return WebhookPieces.of(body.getBytes(StandardCharsets.UTF_8));
    }

    private static Change.Messages messages(Webhook webhook) {
        return messages(webhook.changes().getFirst());
    }

    private static Change.Messages messages(Change change) {
        return (Change.Messages) change;
    }
}
