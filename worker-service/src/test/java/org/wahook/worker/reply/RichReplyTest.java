package org.wahook.worker.reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wahook.worker.reply.ReplyFixture.isLater;
import static org.wahook.worker.reply.ReplyFixture.isNever;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wahook.shared.job.ReplyJob;
import org.wahook.testbed.meta.GraphBehaviour;
import org.wahook.testbed.meta.SentMessage;
import org.wahook.testbed.responder.ResponseBehaviour;
import org.wahook.worker.outcome.Outcome;
import org.wahook.worker.outcome.Reason;
import org.wahook.worker.testing.WorkerDatabase;

/** Replies of contract 2: several typed messages, each a row. */
class RichReplyTest {

    @AutoClose
    private static final WorkerDatabase database = WorkerDatabase.create();

    @AutoClose
    private final ReplyFixture room = new ReplyFixture(database);

    private static final String FIVE = """
            {"version":2,"messages":[
              {"type":"text","text":"One"},
              {"type":"buttons","text":"Two?","buttons":[{"id":"y","title":"Yes"},{"id":"n","title":"No"}],"fallbackText":"Two? yes or no"},
              {"type":"list","text":"Three?","button":"Choose","sections":[{"rows":[{"id":"r","title":"Red"}]}],"fallbackText":"Three? red"},
              {"type":"location","latitude":52.5,"longitude":13.4,"name":"Four","fallbackText":"Four is in Berlin"},
              {"type":"text","text":"Five"}],
             "state":"s1"}""";

    @BeforeEach
    void speaksContract2() {
        settings(
                "{\"responseContract\":\"v2\",\"bot\":{\"actions\":[\"pause\",\"optOut\"],\"optOutWords\":[\"stop\"]}}");
    }

    private void settings(String json) {
        database.run("UPDATE chatbots SET settings = ?::jsonb WHERE id = ?", json, room.client.chatbotId());
    }

    private void answers(String json) {
        room.responseApi.answer(asked -> ResponseBehaviour.Raw.json(200, json));
    }

    private String conversation(String column) {
        return String.valueOf(database.column(
                        "SELECT coalesce((" + column + ")::text, '-') FROM whatsapp_conversations WHERE id = ?",
                        room.conversation)
                .getFirst());
    }

    private List<String> types() {
        return room.meta.sent().stream().map(SentMessage::type).toList();
    }

    @Test
    void each_message_is_a_row_with_type_and_payload_and_they_are_sent_in_order() {
        room.says("Hello");
        answers(FIVE);

        assertThat(room.run()).isEqualTo(Outcome.done());

        assertThat(types()).containsExactly("text", "interactive", "interactive", "location", "text");
        assertThat(room.meta
                        .sent()
                        .get(1)
                        .content()
                        .path("interactive")
                        .path("action")
                        .path("buttons")
                        .size())
                .isEqualTo(2);
        assertThat(room.meta.sent().get(1).content().has("wahook")).isFalse();
        assertThat(room.outbound()).containsExactly("sent", "sent", "sent", "sent", "sent");
        assertThat(room.inbound()).containsExactly("answered");
        assertThat(database.column(
                        "SELECT type || ':' || (payload ->> 'type') FROM messages WHERE conversation_id = ?"
                                + " AND payload ->> 'type' <> '' AND direction = 'outbound' ORDER BY part",
                        room.conversation))
                .containsExactly("interactive:interactive", "interactive:interactive", "location:location");
        assertThat(conversation("bot_state")).isEqualTo("s1");
        room.isFree();
    }

    @Test
    void the_state_comes_back_with_the_next_turn_and_the_history_says_what_was_shown() {
        room.says("Hello");
        answers(FIVE);
        room.run();
        room.says("Yes");
        answers("{\"version\":2,\"messages\":[{\"type\":\"text\",\"text\":\"Fine\"}],\"state\":null}");

        room.run();

        var asked = room.responseApi.asked().getLast().body();
        assertThat(asked.path("state").asString()).isEqualTo("s1");
        assertThat(asked.path("history").path(0).path("content").asString()).isEqualTo("Hello");
        assertThat(asked.path("history").path(1).path("content").asString())
                .isEqualTo("One\nTwo?\n1. Yes\n2. No\nThree?\n1. Red\n[location] Four, 52.5, 13.4\nFive");
        assertThat(asked.path("input").path(0).path("text").asString()).isEqualTo("Yes");
        assertThat(conversation("bot_state")).isEqualTo("-");
    }

    /** The part that a worker had in hand when it died, and in which status it left it. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void a_worker_that_dies_at_any_part_leaves_none_out_and_sends_none_twice(int part) {
        room.says("Hello");
        answers(FIVE);
        room.meta.behaveOnce(request -> room.meta.sentCount() == part - 1, new GraphBehaviour.RawStatus(503, "gone"));
        ReplyJob job = room.job();
        isLater(room.run(job), Reason.GRAPH_OUTCOME_UNKNOWN, true);
        assertThat(room.meta.sentCount()).isEqualTo(part - 1);
        database.run(
                "UPDATE messages SET settle_at = ?::timestamptz WHERE conversation_id = ? AND status = 'sending'",
                Instant.now().minusSeconds(1).toString(),
                room.conversation);

        assertThat(room.run(job)).isEqualTo(Outcome.done());

        assertThat(types()).containsExactly("text", "interactive", "interactive", "location", "text");
        assertThat(room.responseApi.askedCount()).isEqualTo(1);
        assertThat(room.outbound()).containsExactly("sent", "sent", "sent", "sent", "sent");
    }

    @Test
    void a_message_that_meta_refuses_goes_out_in_words_and_the_others_as_they_are() {
        room.says("Hello");
        answers(FIVE);
        room.meta.behave(
                request -> request.body()
                        .path("interactive")
                        .path("type")
                        .asString("")
                        .equals("list"),
                new GraphBehaviour.Fail(400, 131051, "Unsupported message type"));

        assertThat(room.run()).isEqualTo(Outcome.done());

        assertThat(types()).containsExactly("text", "interactive", "text", "location", "text");
        assertThat(room.meta.sent().get(2).text()).isEqualTo("Three? red");
        assertThat(room.outbound()).containsExactly("sent", "sent", "sent", "sent", "sent");
    }

    @Test
    void words_that_meta_refuses_too_end_the_turn_and_repeat_nothing() {
        room.says("Hello");
        answers(FIVE);
        room.meta.behave(
                request -> room.meta.sentCount() == 2, new GraphBehaviour.Fail(400, 131047, "Re-engagement message"));

        isNever(room.run(), Reason.GRAPH_REJECTED);

        assertThat(types()).containsExactly("text", "interactive");
    }

    @Test
    void a_handoff_pauses_the_bot_once_its_messages_are_sent() {
        room.says("A person, please");
        answers(
                "{\"version\":2,\"messages\":[{\"type\":\"text\",\"text\":\"One moment\"}],"
                        + "\"actions\":[{\"type\":\"handoff\",\"reason\":\"asked_for_person\",\"summary\":\"Wants a refund\"}]}");

        assertThat(room.run()).isEqualTo(Outcome.done());

        assertThat(room.onlySent().text()).isEqualTo("One moment");
        assertThat(conversation("bot_paused")).isEqualTo("true");
        assertThat(conversation("handoff_reason")).isEqualTo("asked_for_person");
        assertThat(conversation("handoff_summary")).isEqualTo("Wants a refund");
        assertThat(conversation("bot_actions")).isEqualTo("-");
        room.isFree();

        room.says("Hello?");
        room.run();
        assertThat(room.responseApi.askedCount()).isEqualTo(1);
    }

    @Test
    void what_the_bot_wanted_is_done_once_a_kept_reply_is_sent_by_the_next_worker() {
        room.says("A person, please");
        answers("{\"version\":2,\"messages\":[{\"type\":\"text\",\"text\":\"One moment\"}],"
                + "\"actions\":[{\"type\":\"handoff\",\"reason\":\"angry\"}]}");
        room.meta.behaveOnce(request -> true, new GraphBehaviour.Fail(400, 130429, "Rate limit hit"));
        ReplyJob job = room.job();
        room.run(job);
        assertThat(conversation("bot_paused")).isEqualTo("false");

        room.run(job);

        assertThat(conversation("bot_paused")).isEqualTo("true");
        assertThat(conversation("handoff_reason")).isEqualTo("angry");
    }

    @Test
    void a_bot_hands_over_three_times_a_day_at_most() {
        answers("{\"version\":2,\"messages\":[],\"actions\":[{\"type\":\"handoff\"}]}");
        for (int i = 0; i < 4; i++) {
            database.run("UPDATE whatsapp_conversations SET bot_paused = false WHERE id = ?", room.conversation);
            room.says("again " + i);
            assertThat(room.run()).isEqualTo(Outcome.done());
            assertThat(conversation("bot_paused")).isEqualTo(i < 3 ? "true" : "false");
        }
    }

    @Test
    void actions_that_the_client_does_not_allow_are_not_done() {
        settings("{\"responseContract\":\"v2\"}");
        room.says("stop");
        answers("{\"version\":2,\"messages\":[{\"type\":\"text\",\"text\":\"Bye\"}],"
                + "\"actions\":[{\"type\":\"pause\",\"forSeconds\":600},{\"type\":\"optOut\"}]}");

        room.run();

        assertThat(conversation("bot_paused")).isEqualTo("false");
    }

    @Test
    void a_customer_is_opted_out_only_by_words_of_the_own() {
        answers(
                "{\"version\":2,\"messages\":[{\"type\":\"text\",\"text\":\"Bye\"}],\"actions\":[{\"type\":\"optOut\"}]}");
        room.says("What is the stop button for?");
        room.run();
        assertThat(conversation("opted_out_at")).isEqualTo("-");

        room.says("Stop!");
        room.run();
        assertThat(conversation("opted_out_at")).isNotEqualTo("-");
        assertThat(conversation("bot_paused")).isEqualTo("true");
    }

    @Test
    void a_pause_ends_by_itself() {
        room.says("wait");
        answers("{\"version\":2,\"messages\":[],\"actions\":[{\"type\":\"pause\",\"forSeconds\":600}]}");

        room.run();

        assertThat(conversation("bot_paused_until > now() + interval '9 minutes'"))
                .isEqualTo("true");
        assertThat(room.inbound()).containsExactly("ignored");
    }

    @Test
    void media_and_templates_need_the_clients_leave() {
        room.says("Hello");
        answers(
                "{\"version\":2,\"messages\":["
                        + "{\"type\":\"image\",\"url\":\"https://169.254.169.254/latest\",\"fallbackText\":\"A picture\"},"
                        + "{\"type\":\"template\",\"name\":\"expensive\",\"language\":\"en\",\"fallbackText\":\"A template\"}]}");

        room.run();

        assertThat(room.meta.sent().stream().map(SentMessage::text).toList())
                .containsExactly("A picture", "A template");
    }
}
