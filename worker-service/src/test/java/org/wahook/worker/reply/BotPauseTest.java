package org.wahook.worker.reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wahook.worker.reply.ReplyFixture.isLater;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.wahook.shared.job.ReplyJob;
import org.wahook.testbed.responder.ResponseBehaviour;
import org.wahook.testbed.responder.Turn;
import org.wahook.worker.outcome.Outcome;
import org.wahook.worker.outcome.Reason;
import org.wahook.worker.testing.WorkerDatabase;

/** The bot is paused: it keeps silent, people are heard, and after the pause it answers what nobody has. */
class BotPauseTest {

    @AutoClose
    private static final WorkerDatabase database = WorkerDatabase.create();

    @AutoClose
    private final ReplyFixture room = new ReplyFixture(database);

    @Test
    void while_the_bot_is_paused_messages_are_kept_and_nobody_answers_them() {
        room.pause("NULL");
        room.says("Hello?");

        assertThat(room.run()).isEqualTo(Outcome.done());

        assertThat(room.responseApi.askedCount()).isZero();
        assertThat(room.sent()).isEmpty();
        assertThat(room.inbound()).containsExactly("pending");
        room.isFree();
    }

    @Test
    void a_persons_reply_goes_out_while_the_bot_is_paused() {
        room.pause("now() + interval '1 hour'");
        room.says("Hello?");
        room.personWrites("A person here.");

        assertThat(room.run()).isEqualTo(Outcome.done());

        assertThat(room.sent()).containsExactly("A person here.");
        assertThat(room.inbound()).containsExactly("answered");
        room.isFree();
    }

    @Test
    void a_pause_keeps_back_the_reply_that_the_bot_is_thinking_of() {
        room.says("Hello?");
        AtomicBoolean paused = new AtomicBoolean();
        room.responseApi.answer(asked -> {
            if (paused.compareAndSet(false, true)) {
                room.pause("NULL");
            }
            return new ResponseBehaviour.Reply("I am a bot.");
        });

        assertThat(room.run()).isInstanceOf(Outcome.Ignored.class);

        assertThat(room.sent()).isEmpty();
        assertThat(room.outbound()).isEmpty();
        assertThat(room.inbound()).containsExactly("pending");
        room.isFree();
    }

    @Test
    void a_job_that_waits_for_its_next_attempt_holds_up_no_person_once_the_bot_is_paused() {
        room.says("Hello?");
        room.responseApi.answer(asked -> new ResponseBehaviour.Raw(500, "text/plain", "no", Map.of()));
        ReplyJob waiting = room.job();
        isLater(room.run(waiting), Reason.RESPONSE_API_ERROR, true);
        assertThat(room.turns.hold(
                        room.turns.claim(waiting.id(), room.conversation).orElseThrow(), Duration.ofHours(1)))
                .isTrue();

        room.pause("NULL");
        room.personWrites("A person here.");
        assertThat(room.run()).isEqualTo(Outcome.done());

        assertThat(room.sent()).containsExactly("A person here.");
        assertThat(room.run(waiting)).isEqualTo(Outcome.done());
        assertThat(room.sent()).hasSize(1);
    }

    @Test
    void a_flood_of_messages_holds_up_no_person_and_all_of_it_is_answered_by_one_reply() {
        room.pause("NULL");
        for (int i = 0; i < 150; i++) {
            room.says("message " + i);
        }
        room.personWrites("One at a time, please.");
        for (int i = 0; i < 30; i++) {
            room.says("more " + i);
        }

        assertThat(room.run()).isEqualTo(Outcome.done());

        assertThat(room.sent()).containsExactly("One at a time, please.");
        assertThat(room.inbound().subList(0, 150)).containsOnly("answered");
        assertThat(room.inbound().subList(150, 180)).containsOnly("pending");
    }

    @Test
    void after_the_pause_the_bot_answers_what_nobody_has_and_knows_what_the_person_said() {
        room.pause("NULL");
        room.says("How much?");
        room.personWrites("Ten euros.");
        room.run();
        room.says("And how long?");
        room.run();
        assertThat(room.inbound()).containsExactly("answered", "pending");

        database.run(
                "UPDATE whatsapp_conversations SET bot_paused = false, inbound_seq = inbound_seq + 1 WHERE id = ?",
                room.conversation);
        assertThat(room.run()).isEqualTo(Outcome.done());

        assertThat(room.sent()).containsExactly("Ten euros.", "echo: And how long?");
        assertThat(room.responseApi.asked().getLast().query())
                .containsExactly(
                        new Turn("user", "How much?"),
                        new Turn("assistant", "Ten euros."),
                        new Turn("user", "And how long?"));
        assertThat(room.inbound()).containsExactly("answered", "answered");
    }

    @Test
    void a_pause_whose_time_is_over_is_none() {
        room.pause("now() - interval '1 second'");
        room.says("Hello?");

        assertThat(room.run()).isEqualTo(Outcome.done());

        assertThat(room.sent()).containsExactly("echo: Hello?");
    }

    @Test
    void the_job_that_ends_a_pause_waits_where_it_comes_too_early_and_is_dropped_where_the_pause_was_changed() {
        room.pause("now() + interval '1 hour'");
        room.says("Hello?");
        long version = Long.parseLong(
                database.column("SELECT bot_version FROM whatsapp_conversations WHERE id = ?", room.conversation)
                        .getFirst());

        Outcome early = room.run(resume(version));
        isLater(early, Reason.CONVERSATION_PAUSED, false);
        assertThat(((Outcome.Later) early).pause().orElseThrow())
                .isBetween(Duration.ofMinutes(50), Duration.ofMinutes(61));
        room.isFree();

        assertThat(room.run(resume(version - 1))).isEqualTo(Outcome.done());
        assertThat(room.inbound()).containsExactly("pending");

        database.run(
                "UPDATE whatsapp_conversations SET bot_paused_until = now() - interval '1 ms' WHERE id = ?",
                room.conversation);
        assertThat(room.run(resume(version))).isEqualTo(Outcome.done());
        assertThat(room.sent()).containsExactly("echo: Hello?");
    }

    @Test
    void a_pause_ends_the_typing_indicator_though_the_turn_goes_on() {
        room.says("Hello?");
        ClaimedTurn turn = room.turns.claim("job", room.conversation).orElseThrow();
        assertThat(room.replies.mayAnswer(turn)).isTrue();

        database.run("UPDATE whatsapp_conversations SET bot_paused = true WHERE id = ?", room.conversation);

        assertThat(room.replies.mayAnswer(turn)).isFalse();
    }

    @Test
    void the_job_that_ends_a_pause_waits_while_another_has_the_turn() {
        room.says("Hello?");
        ReplyJob other = room.job();
        assertThat(room.turns.claim(other.id(), room.conversation)).isPresent();

        isLater(room.run(resume(1)), Reason.CONVERSATION_PAUSED, false);
        assertThat(room.run()).isInstanceOf(Outcome.Ignored.class);
    }

    private ReplyJob resume(long version) {
        return ReplyJob.resume(
                room.client.chatbotId(),
                room.client.accountId(),
                room.client.phoneNumberId(),
                room.conversation,
                version);
    }
}
