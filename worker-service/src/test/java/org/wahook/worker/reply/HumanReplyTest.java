package org.wahook.worker.reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wahook.worker.reply.ReplyFixture.isLater;

import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.wahook.shared.account.Account;
import org.wahook.shared.account.AccountStops;
import org.wahook.shared.job.ReplyJob;
import org.wahook.testbed.meta.GraphBehaviour;
import org.wahook.testbed.responder.ResponseBehaviour;
import org.wahook.worker.outcome.Outcome;
import org.wahook.worker.outcome.Reason;
import org.wahook.worker.testing.WorkerDatabase;

/** A person writes to a customer: it goes out once, and answers what was said before it. */
class HumanReplyTest {

    @AutoClose
    private static final WorkerDatabase database = WorkerDatabase.create();

    @AutoClose
    private final ReplyFixture room = new ReplyFixture(database);

    @Test
    void a_persons_reply_is_sent_and_answers_what_was_said_before_it() {
        room.says("Is anyone there?");
        room.personWrites("Yes, I am.");

        assertThat(room.run()).isEqualTo(Outcome.done());

        assertThat(room.sent()).containsExactly("Yes, I am.");
        assertThat(room.responseApi.askedCount()).isZero();
        assertThat(room.inbound()).containsExactly("answered");
        assertThat(room.outbound()).containsExactly("sent");
        room.isFree();
    }

    @Test
    void what_a_person_writes_while_the_bot_thinks_goes_out_after_the_bots_reply_by_the_same_job() {
        room.says("Hello?");
        room.responseApi.answer(asked -> {
            room.personWrites("Me too.");
            assertThat(room.run()).as("the job for it finds the turn taken").isInstanceOf(Outcome.Ignored.class);
            return new ResponseBehaviour.Reply("I am a bot.");
        });

        assertThat(room.run()).isEqualTo(Outcome.done());

        assertThat(room.sent()).containsExactly("I am a bot.", "Me too.");
        room.isFree();
    }

    @Test
    void what_meta_refuses_of_a_person_is_failed_and_says_why_and_the_bot_answers() {
        room.says("Hello?");
        room.personWrites("No!");
        room.meta.behave(
                send -> send.text().equals("No!"), new GraphBehaviour.Fail(400, 131_026, "Message undeliverable"));

        assertThat(room.run()).isEqualTo(Outcome.done());

        assertThat(room.sent()).containsExactly("echo: Hello?");
        assertThat(room.outbound()).containsExactly("failed", "sent");
        assertThat(database.column(
                        "SELECT error ->> 'reason' || ' ' || (error ->> 'message') FROM messages"
                                + " WHERE conversation_id = ? AND by_human",
                        room.conversation))
                .singleElement()
                .asString()
                .startsWith("graph_rejected HTTP 400, code 131026");
        assertThat(database.column(
                        "SELECT last_error FROM whatsapp_account_health WHERE account_id = ?", room.client.accountId()))
                .singleElement()
                .asString()
                .contains("code 131026");
    }

    @Test
    void an_uncertain_send_of_a_persons_reply_is_settled_and_not_repeated() {
        room.says("Hello?");
        room.personWrites("A person here.");
        room.meta.behaveOnce(send -> true, new GraphBehaviour.AcceptThenHangUp());
        ReplyJob job = room.job();

        isLater(room.run(job), Reason.GRAPH_OUTCOME_UNKNOWN, true);
        assertThat(room.outbound()).containsExactly("sending");
        // Meta's status webhook tells that it was sent.
        database.run(
                "UPDATE messages SET status = 'delivered', wa_message_id = 'wamid.x' WHERE conversation_id = ? AND by_human",
                room.conversation);

        assertThat(room.run(job)).isEqualTo(Outcome.done());
        assertThat(room.sent()).containsExactly("A person here.");
        assertThat(room.inbound()).containsExactly("answered");
        assertThat(room.responseApi.askedCount()).isZero();
    }

    /** The bot's reply may be with Meta already: a letter about the question would name an answered message. */
    @Test
    void a_persons_reply_that_meta_does_not_take_is_given_up_alone_and_the_question_waits_for_the_bot() {
        room.says("Hello?");
        room.personWrites("A person here.");
        room.meta.behave(send -> true, new GraphBehaviour.Fail(500, 131_000, "Something went wrong"));

        TurnReport report = room.pipeline.run(room.job());

        assertThat(report.seen()).hasSize(1);
        assertThat(report.wamids()).isEmpty();
        assertThat(room.replies
                        .resolution()
                        .giveUp(
                                report.turn().orElseThrow(),
                                report.seen(),
                                Reason.GRAPH_UNAVAILABLE,
                                "HTTP 500",
                                othersWait -> othersWait))
                .as("the question waits for a job of its own")
                .isEqualTo(TurnResolution.GivenUp.DONE);
        assertThat(room.outbound()).containsExactly("failed");
        room.meta.behaveNormally();
        assertThat(room.run()).isEqualTo(Outcome.done());
        assertThat(room.sent()).containsExactly("echo: Hello?");
    }

    @Test
    void a_persons_reply_of_an_account_that_meta_stopped_is_failed() {
        room.says("Hello?");
        room.personWrites("A person here.");
        new AccountStops(database.jdbi(), database.accounts(), ReplyFixture.STOP_WAITS)
                .block(account(), "token refused");

        ReplyFixture.isNever(room.run(), Reason.ACCOUNT_PAUSED);

        assertThat(room.outbound()).containsExactly("failed");
        assertThat(room.sent()).isEmpty();
    }

    @Test
    void a_turn_of_the_bot_that_is_given_up_takes_no_persons_reply_with_it() {
        long message = room.says("Hello?");
        room.personWrites("Later.");

        ClaimedTurn turn = room.turns.claim("job", room.conversation).orElseThrow();
        assertThat(room.replies
                        .resolution()
                        .giveUp(
                                turn,
                                List.of(message),
                                Reason.RESPONSE_API_ERROR,
                                "no answer",
                                othersWait -> othersWait))
                .as("the person's message waits for a job of its own")
                .isEqualTo(TurnResolution.GivenUp.DONE);

        assertThat(room.outbound()).containsExactly("draft");
        assertThat(room.inbound()).containsExactly("failed");
    }

    private Account account() {
        return database.accounts()
                .find(room.client.phoneNumberId(), room.client.accountId())
                .orElseThrow();
    }
}
