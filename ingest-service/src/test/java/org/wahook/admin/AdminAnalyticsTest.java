package org.wahook.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class AdminAnalyticsTest {

    private static final String MESSAGES = "/api/v1/analytics/messages";
    private static final String DAY = "?from=2026-03-01T00:00:00Z&to=2026-03-02T00:00:00Z";
    private static final String NEXT_DAY = "?from=2026-03-02T00:00:00Z&to=2026-03-03T00:00:00Z";

    private static AdminService admin;

    @BeforeAll
    static void start() {
        admin = AdminService.start(Map.of());
        for (String bot : new String[] {"shop", "support", "late", "partly"}) {
            admin.execute("INSERT INTO chatbots (id) VALUES (?)", bot);
            admin.execute("INSERT INTO whatsapp_accounts (chatbot_id, phone_number_id) VALUES (?, '1')", bot);
            admin.execute("""
                    INSERT INTO whatsapp_conversations (whatsapp_account_id, chatbot_id, contact_id)
                    SELECT id, chatbot_id, '49' FROM whatsapp_accounts WHERE chatbot_id = ?""", bot);
        }
        turn("shop", 1, "10:05:00", "10:05:01");
        turn("shop", 2, "10:15:00", "10:15:03");
        turn("shop", 3, "11:59:59", "12:00:09");
        message("shop", "inbound", "failed", 4, "11:30:00");
        message("shop", "inbound", "ignored", null, "23:59:59");
        turn("support", 1, "10:00:00", "10:00:02");
        admin.execute("UPDATE messages SET status = 'failed', wa_message_id = 'w' WHERE chatbot_id = 'support'"
                + " AND direction = 'outbound'");
    }

    @AfterAll
    static void stop() {
        admin.close();
    }

    @Test
    void messages_replies_failures_and_reply_times_are_told_per_hour() {
        JsonNode json =
                admin.get(MESSAGES + DAY + "&chatbotId=shop&bucket=hour").json();

        assertThat(json.path("items")).hasSize(4);
        JsonNode ten = json.at("/items/0");
        assertThat(ten.path("bucket").asString()).isEqualTo("2026-03-01T10:00:00Z");
        assertThat(ten.path("messagesIn").asInt()).isEqualTo(2);
        assertThat(ten.path("repliesOut").asInt()).isEqualTo(2);
        assertThat(ten.path("medianReplyMs").asInt()).isCloseTo(2000, within(40));
        assertThat(ten.path("p95ReplyMs").asInt()).isCloseTo(2900, within(58));
        JsonNode eleven = json.at("/items/1");
        assertThat(eleven.path("messagesIn").asInt()).isEqualTo(2);
        assertThat(eleven.path("repliesOut").asInt()).isZero();
        assertThat(eleven.path("failures").asInt()).isEqualTo(1);
        assertThat(eleven.path("medianReplyMs").isNull()).isTrue();
        JsonNode twelve = json.at("/items/2");
        assertThat(twelve.path("repliesOut").asInt()).isEqualTo(1);
        assertThat(twelve.path("medianReplyMs").asInt()).isCloseTo(10_000, within(200));
    }

    @Test
    void billable_and_free_replies_are_told_by_month_and_account() {
        for (String note : new String[] {"(1, 0)", "(1, 0)", "(0, 1)"}) {
            admin.execute("INSERT INTO reply_charges (month, chatbot_id, account_id, billable, free)"
                    + " SELECT '2026-03-01', chatbot_id, id, billable, free FROM whatsapp_accounts,"
                    + " (VALUES " + note + ") AS note (billable, free) WHERE chatbot_id = 'shop'");
        }
        admin.execute("INSERT INTO reply_charges (month, chatbot_id, account_id, billable, free)"
                + " SELECT '2026-03-01', chatbot_id, id, 0, 800 FROM whatsapp_accounts WHERE chatbot_id = 'support'");

        JsonNode json = admin.get(MESSAGES + DAY).json();
        JsonNode shop = json.at("/charges/0");
        assertThat(shop.path("month").asString()).isEqualTo("2026-03");
        assertThat(shop.path("chatbotId").asString()).isEqualTo("shop");
        assertThat(shop.path("billableReplies").asInt()).isEqualTo(2);
        assertThat(shop.path("freeReplies").asInt()).isEqualTo(1);
        assertThat(shop.path("allowanceUsed").asDouble()).isEqualTo(1);
        assertThat(json.at("/charges/1/allowanceUsed").asDouble()).isEqualTo(0.8);
        assertThat(admin.get(MESSAGES + DAY + "&chatbotId=support").json().path("charges"))
                .hasSize(1);
    }

    @Test
    void replies_that_meta_accepted_and_did_not_deliver_are_told_by_chatbot() {
        admin.execute("UPDATE messages SET status = 'sent' WHERE chatbot_id = 'shop' AND status = 'delivered'");
        JsonNode undelivered = admin.get(MESSAGES + DAY).json().path("undelivered");

        assertThat(undelivered).hasSize(1);
        assertThat(undelivered.at("/0/chatbotId").asString()).isEqualTo("shop");
        assertThat(undelivered.at("/0/replies").asInt()).isEqualTo(3);
        assertThat(admin.get(MESSAGES + "?from=2026-03-01T10:10:00Z&to=2026-03-01T11:00:00Z")
                        .json()
                        .at("/undelivered/0/replies")
                        .asInt())
                .isEqualTo(1);
        assertThat(admin.get(MESSAGES + DAY + "&chatbotId=support").json().path("undelivered"))
                .isEmpty();
    }

    @Test
    void totals_are_told_per_chatbot() {
        JsonNode totals = admin.get(MESSAGES + DAY + "&bucket=day").json().path("totals");

        assertThat(totals).hasSize(2);
        assertThat(totals.path(0).path("chatbotId").asString()).isEqualTo("shop");
        assertThat(totals.path(0).path("messagesIn").asInt()).isEqualTo(5);
        assertThat(totals.path(0).path("repliesOut").asInt()).isEqualTo(3);
        assertThat(totals.path(0).path("failures").asInt()).isEqualTo(1);
        assertThat(totals.path(0).path("medianReplyMs").asInt()).isCloseTo(3000, within(60));
        assertThat(totals.path(1).path("failures").asInt()).isEqualTo(1);
        assertThat(totals.path(1).path("repliesOut").asInt()).isZero();
    }

    /** Given up at eight, replayed before noon: the customer's wait until then is not how long the bot takes. */
    @Test
    void the_reply_time_of_a_replayed_turn_counts_from_the_replay() {
        turn("late", 1, "08:00:00", "11:35:22");
        turn("late", 2, "11:40:00", "11:40:04");
        replayAt("2026-03-02T11:35:20Z", "late");

        JsonNode totals =
                admin.get(MESSAGES + NEXT_DAY + "&chatbotId=late").json().at("/totals/0");
        assertThat(totals.path("repliesOut").asInt()).isEqualTo(2);
        assertThat(totals.path("medianReplyMs").asInt()).isCloseTo(3000, within(60));
        assertThat(totals.path("p95ReplyMs").asInt()).isCloseTo(3900, within(78));
    }

    /** Only the replay that the reply came after: a part that Meta took before the turn was given up has its own time. */
    @Test
    void a_replay_after_the_first_part_was_sent_does_not_count() {
        turn("partly", 1, "08:00:00", "08:00:03");
        replayAt("2026-03-02T11:35:20Z", "partly");

        assertThat(admin.get(MESSAGES + NEXT_DAY + "&chatbotId=partly")
                        .json()
                        .at("/totals/0/medianReplyMs")
                        .asInt())
                .isCloseTo(3000, within(60));
    }

    @Test
    void without_a_period_the_last_24_hours_are_told() {
        JsonNode json = admin.get(MESSAGES).json();

        assertThat(json.path("items")).isEmpty();
        assertThat(json.path("bucket").asString()).isEqualTo("hour");
    }

    @ParameterizedTest
    @CsvSource({
        "?from=yesterday, from",
        "?to=2026-13-01T00:00:00Z, to",
        "?bucket=week, bucket",
        "?from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z, from",
        "?chatbotId=shop&from=2025-01-01T00:00:00Z&to=2026-01-03T00:00:00Z, from",
        "?chatbot=shop, chatbot"
    })
    void a_bad_question_is_refused_and_the_parameter_named(String query, String field) {
        AdminResponse reply = admin.get(MESSAGES + query);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.fieldsAtFault()).contains(field);
    }

    @Test
    void an_answer_of_too_many_rows_is_refused_and_says_how_to_ask_for_less() {
        admin.execute("""
                INSERT INTO message_counts (span, chatbot_id, started_at, stored, messages_in, replies_out, failures)
                SELECT 'hour', 'bot-' || n, '2026-02-01Z'::timestamptz + h * interval '1 hour', 1, 1, 0, 0
                FROM generate_series(1, 300) n, generate_series(0, 71) h""");
        admin.execute("INSERT INTO message_counts_done"
                + " SELECT 'hour', '2026-02-01Z'::timestamptz + h * interval '1 hour' FROM generate_series(0, 71) h");
        String days = MESSAGES + "?from=2026-02-01T00:00:00Z&to=2026-02-04T00:00:00Z";

        AdminResponse reply = admin.get(days + "&bucket=hour");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.text()).contains("20000 rows").contains("bucket=day").contains("chatbotId");
        assertThat(admin.get(days + "&bucket=day").status()).isEqualTo(200);
        assertThat(admin.get(days + "&bucket=hour&chatbotId=bot-1").status()).isEqualTo(200);
    }

    /** The first turn, at this time; all of them are of the day after the others' then. */
    private static void replayAt(String time, String chatbotId) {
        admin.execute(
                "UPDATE messages SET created_at = created_at + interval '1 day',"
                        + " sent_at = sent_at + interval '1 day' WHERE chatbot_id = ?",
                chatbotId);
        admin.execute(
                "UPDATE messages SET replayed_at = ?::timestamptz"
                        + " WHERE chatbot_id = ? AND direction = 'inbound' AND turn_number = 1",
                time,
                chatbotId);
    }

    private static void turn(String chatbotId, int number, String asked, String sent) {
        message(chatbotId, "inbound", "answered", number, asked);
        message(chatbotId, "outbound", "delivered", number, sent);
    }

    private static void message(
            String chatbotId, String direction, String status, @Nullable Integer number, String time) {
        admin.execute("""
                INSERT INTO messages (chatbot_id, conversation_id, direction, status, turn_number, created_at, sent_at)
                SELECT chatbot_id, id, ?, ?, ?::bigint, ('2026-03-01T' || ? || 'Z')::timestamptz,
                       ('2026-03-01T' || ? || 'Z')::timestamptz
                FROM whatsapp_conversations WHERE chatbot_id = ?""", direction, status, number, time, time, chatbotId);
    }
}
