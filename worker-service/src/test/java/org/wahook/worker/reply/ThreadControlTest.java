package org.wahook.worker.reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wahook.worker.reply.ConversationFixture.jobs;
import static org.wahook.worker.reply.ConversationFixture.messages;
import static org.wahook.worker.reply.ConversationFixture.text;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wahook.shared.job.ReplyJob;
import org.wahook.testbed.meta.GraphBehaviour;
import org.wahook.worker.outcome.Outcome;
import org.wahook.worker.route.Event;
import org.wahook.worker.testing.WorkerDatabase;

/** Meta's Conversation Routing: who may answer. */
class ThreadControlTest {

    @AutoClose
    private static final WorkerDatabase database = WorkerDatabase.create();

    @AutoClose
    private final ConversationFixture chat = new ConversationFixture(database);

    private final ReplyFixture room = chat.room();
    private final long now = chat.now();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"type\": \"control_taken\", \"control_taken\": {\"new_owner_role\": \"escalation\"}",
                "\"control_taken\": {\"metadata\": \"customer_request\"}",
                "\"type\": \"control_taken\", \"previous_owner_role\": \"ai_agent\", \"metadata\": \"{}\""
            })
    void what_another_app_took_while_the_ai_was_thinking_is_not_answered(String shape) {
        List<ReplyJob> jobs = jobs(chat.route("messages", messages(text("wamid.Q", now - 3, "a person please"))));

        Outcome outcome = chat.whileAsked(jobs.getFirst(), () -> chat.route(handover(now, shape)));

        assertThat(outcome).isInstanceOf(Outcome.Ignored.class);
        assertThat(room.sent()).isEmpty();
        assertThat(owner()).isEqualTo("other");
        assertThat(room.inbound()).containsExactly("ignored");
    }

    @Test
    void what_is_seen_on_standby_is_history_and_is_answered_once_when_it_comes_to_us() {
        assertThat(chat.route("standby", standby(text("wamid.S", now - 9, "where is my order?"))))
                .isEmpty();
        assertThat(owner()).isEqualTo("other");
        assertThat(chat.rows("direction, status, text")).containsExactly("inbound|ignored|where is my order?");

        chat.route(handover(now - 5, "\"type\": \"control_passed\", \"control_passed\": {}"));
        assertThat(owner()).isEqualTo("app");
        chat.receive(text("wamid.S", now - 9, "where is my order?"));
        chat.receive(text("wamid.S", now - 9, "where is my order?"));
        chat.route("standby", standby(text("wamid.S", now - 9, "where is my order?")));

        assertThat(room.sent()).hasSize(1);
        assertThat(chat.rows("direction, status")).containsExactly("inbound|answered", "outbound|sent");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void what_comes_on_standby_and_to_us_in_one_batch_is_answered_once(boolean standbyFirst) {
        Event onStandby = chat.event("standby", standby(text("wamid.S", now - 5, "where is my order?")));
        Event toUs = chat.event("messages", messages(text("wamid.S", now - 5, "where is my order?")));
        List<ReplyJob> jobs = jobs(standbyFirst ? chat.route(onStandby, toUs) : chat.route(toUs, onStandby));
        jobs.forEach(room::run);

        assertThat(room.sent()).hasSize(1);
        assertThat(chat.rows("direction, status")).containsExactly("inbound|answered", "outbound|sent");
    }

    @Test
    void a_message_to_us_after_one_on_standby_in_the_same_batch_is_answered() {
        List<ReplyJob> jobs = jobs(chat.route(
                chat.event("standby", standby(text("wamid.S", now - 5, "where is my order?"))),
                chat.event("messages", messages(text("wamid.Q", now - 1, "And the shoes?")))));
        jobs.forEach(room::run);

        assertThat(chat.told()).containsExactly("user: where is my order?", "user: And the shoes?");
        assertThat(room.sent()).hasSize(1);
        assertThat(owner()).isEqualTo("app");
    }

    @Test
    void the_other_apps_words_are_told_and_pause_nobody() {
        chat.route("standby", standby(text("wamid.S", now - 9, "where is my order?")));
        chat.route("standby", """
                "standby": {"message_echoes": [{"id": "wamid.X", "timestamp": "%d", "message":
                  {"to": "%s", "type": "text", "text": {"body": "It was sent on Monday"}}}]}
                """.formatted(now - 7, ReplyFixture.PHONE));
        chat.receive(text("wamid.Q", now, "And the shoes?"));

        assertThat(chat.told())
                .containsExactly(
                        "user: where is my order?", "assistant: It was sent on Monday", "user: And the shoes?");
        assertThat(room.sent()).hasSize(1);
    }

    @Test
    void news_of_an_owner_that_come_late_change_nothing() {
        chat.route(handover(now, "\"type\": \"control_passed\", \"control_passed\": {}"));
        chat.route(handover(now - 5, "\"type\": \"control_taken\", \"control_taken\": {}"));

        assertThat(owner()).isEqualTo("app");
    }

    @Test
    void a_message_from_before_another_app_took_the_thread_is_that_apps() {
        chat.route(handover(now, "\"type\": \"control_taken\", \"control_taken\": {}"));

        assertThat(jobs(chat.route("messages", messages(text("wamid.late", now - 5, "late")))))
                .isEmpty();
        chat.receive(text("wamid.new", now + 1, "routed to us again"));

        assertThat(chat.told()).containsExactly("user: late", "user: routed to us again");
    }

    @Test
    void a_refusal_because_another_app_owns_the_thread_is_no_error_and_what_comes_again_is_answered() {
        room.meta.behaveOnce(
                request -> true, new GraphBehaviour.Fail(400, 131070, "Thread is owned by another responder"));

        assertThat(chat.receive(text("wamid.Q", now - 3, "hello"))).hasOnlyElementsOfType(Outcome.Done.class);
        assertThat(room.inbound()).containsExactly("ignored");
        assertThat(room.outbound()).containsExactly("failed");
        assertThat(owner()).isEqualTo("other");
        room.isFree();

        chat.receive(text("wamid.Q", now - 3, "hello"));
        assertThat(room.inbound()).as("a plain duplicate").containsExactly("ignored");
        chat.route(handover(now + 2, "\"type\": \"control_passed\", \"control_passed\": {}"));
        chat.receive(text("wamid.Q", now - 3, "hello"));
        assertThat(room.inbound()).containsExactly("answered");
        assertThat(room.sent()).hasSize(1);
    }

    @Test
    void a_handover_leaves_a_row_for_people_to_read() {
        chat.route(handover(now, "\"type\": \"control_taken\", \"control_taken\": {}"));
        chat.route(handover("\"type\": \"control_taken\", \"control_taken\": {}"));

        assertThat(database.column(
                        "SELECT field FROM webhook_changes WHERE phone_number_id = ?", room.client.phoneNumberId()))
                .containsExactly("messaging_handovers", "messaging_handovers");
    }

    private String owner() {
        return database.column("SELECT thread_owner FROM whatsapp_conversations WHERE id = ?", room.conversation)
                .getFirst();
    }

    private static String standby(String message) {
        return "\"standby\": {\"messages\": [" + message + "]}";
    }

    private Event handover(long at, String shape) {
        return handover("\"sender\": {\"phone_number\": \"+%s\"}, \"timestamp\": \"%d\", %s"
                .formatted(ReplyFixture.PHONE, at, shape));
    }

    /** It names the number as its recipient, and may have a text where other fields have their metadata. */
    private Event handover(String members) {
        String body = """
                {"object": "whatsapp_business_account", "entry": [{"id": "waba-1", "changes": [
                 {"field": "messaging_handovers", "value": {"recipient": {"phone_number_id": "%s"}, %s}}]}]}
                """.formatted(room.client.phoneNumberId(), members);
        return new Event(UUID.randomUUID().toString(), Instant.now(), body.getBytes(StandardCharsets.UTF_8));
    }
}
