package org.wahook.worker.reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wahook.worker.reply.ReplyFixture.isLater;
import static org.wahook.worker.reply.ReplyFixture.isNever;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.wahook.shared.account.Account;
import org.wahook.shared.account.AccountStops;
import org.wahook.shared.job.ReplyJob;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.meta.GraphBehaviour;
import org.wahook.worker.outcome.Outcome;
import org.wahook.worker.outcome.Reason;
import org.wahook.worker.testing.Background;
import org.wahook.worker.testing.WorkerDatabase;

class AccountStopTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    @AutoClose
    private static final WorkerDatabase database = WorkerDatabase.create();

    @AutoClose
    private final ReplyFixture room = new ReplyFixture(database);

    private final AtomicInteger refused = new AtomicInteger();

    @BeforeEach
    void countRefusals() {
        room.meta.whenDisturbed((request, how) -> refused.incrementAndGet());
    }

    @Test
    void a_limited_account_is_tried_again_by_itself_and_the_ai_is_not_asked_twice() {
        refuseOnce(400, 131048);
        room.says("Hello");
        ReplyJob job = room.job();

        isLater(room.run(job), Reason.ACCOUNT_LIMITED, false);
        assertThat(stop()).isEqualTo("limited 131048 0");
        untilNextTry();

        assertThat(room.run(job)).isEqualTo(Outcome.done());
        assertThat(room.meta.sent()).hasSize(1);
        assertThat(room.responseApi.asked()).hasSize(1);
        assertThat(stop()).isEqualTo("  0");
    }

    @Test
    void only_one_message_is_tried_and_the_next_try_is_later_each_time() {
        refuseAlways(400, 131042);
        room.says("Hello");
        ReplyJob job = room.job();
        isLater(room.run(job), Reason.ACCOUNT_LIMITED, false);
        int calls = refused.get();

        isLater(room.run(job), Reason.ACCOUNT_LIMITED, false);
        assertThat(refused.get()).as("not before its time").isEqualTo(calls);
        untilNextTry();
        isLater(room.run(job), Reason.ACCOUNT_LIMITED, false);
        assertThat(refused.get()).isEqualTo(calls + 1);
        assertThat(stop()).isEqualTo("limited 131042 1");
        untilNextTry();
        isLater(room.run(job), Reason.ACCOUNT_LIMITED, false);
        assertThat(stop()).isEqualTo("limited 131042 2");

        assertThat(database.column(
                        "SELECT next_try_at > now() + interval '59 minutes' FROM whatsapp_accounts WHERE id = ?",
                        room.client.accountId()))
                .containsExactly("t");
    }

    @Test
    void of_two_jobs_that_find_the_time_come_only_one_tries() throws SQLException {
        refuseAlways(400, 131042);
        room.says("Hello");
        isLater(room.run(), Reason.ACCOUNT_LIMITED, false);
        int calls = refused.get();
        long other = database.conversation(room.client, "4915100000099");
        database.inbound(other, "wamid.other", "Hi");
        untilNextTry();

        try (Connection blocker = database.connect();
                Statement lock = blocker.createStatement()) {
            blocker.setAutoCommit(false);
            lock.execute("SELECT 1 FROM whatsapp_accounts WHERE id = '%s' FOR NO KEY UPDATE"
                    .formatted(room.client.accountId()));
            Background<Outcome> one = Background.start(() -> room.run(room.jobAfterRelease()));
            Background<Outcome> two = Background.start(() -> room.run(jobOf(other)));
            database.awaitLockWaits("SET stop_tries", 2);
            blocker.rollback();

            assertThat(List.of(one.result(), two.result()))
                    .allSatisfy(outcome -> isLater(outcome, Reason.ACCOUNT_LIMITED, false));
        }
        assertThat(refused.get()).isEqualTo(calls + 1);
    }

    @Test
    void a_limit_that_turns_out_to_be_a_dead_token_blocks_the_account() {
        refuseOnce(400, 131048);
        room.says("Hello");
        ReplyJob job = room.job();
        room.run(job);
        untilNextTry();
        room.meta.revoke(room.client.token());

        isNever(room.run(job), Reason.ACCOUNT_PAUSED);
        assertThat(stop()).isEqualTo("blocked 190 0");
    }

    @Test
    void a_message_that_meta_took_before_a_block_does_not_lift_it() {
        room.meta.revoke(room.client.token());
        room.says("Hello");
        isNever(room.run(), Reason.ACCOUNT_PAUSED);
        Account account = database.accounts()
                .find(room.client.phoneNumberId(), room.client.accountId())
                .orElseThrow();

        new AccountStops(database.jdbi(), database.accounts(), ReplyFixture.STOP_WAITS).accepted(account);

        assertThat(stop()).isEqualTo("blocked 190 0");
    }

    @Test
    void an_operator_lifts_a_stop_by_its_reason_alone() {
        refuseAlways(403, 368);
        room.says("Hello");
        room.run();
        database.run("UPDATE whatsapp_accounts SET paused_reason = NULL WHERE id = ?", room.client.accountId());

        assertThat(stop()).isEqualTo("  0");
    }

    @Test
    void a_replay_lifts_a_stop_that_came_before_it_and_no_other() {
        room.meta.revoke(room.client.token());
        room.says("Hello");
        ReplyJob job = room.job();
        Instant before = Instant.now().minusSeconds(60);
        isNever(room.run(job), Reason.ACCOUNT_PAUSED);

        room.pipeline.replayed(job, before);
        assertThat(stop()).isEqualTo("blocked 190 0");
        room.pipeline.replayed(job, Instant.now().plusSeconds(60));
        assertThat(stop()).isEqualTo("  0");
    }

    @Test
    void where_another_app_owns_the_thread_the_bot_is_silent_and_nothing_is_a_dead_letter() {
        refuseAlways(403, 131070);
        room.says("Hello");

        assertThat(room.run()).isEqualTo(Outcome.done());
        assertThat(room.inbound()).containsExactly("ignored");
        assertThat(database.row(
                        "SELECT status, error ->> 'reason' AS reason FROM messages"
                                + " WHERE conversation_id = ? AND direction = 'outbound'",
                        room.conversation))
                .containsEntry("status", "failed")
                .containsEntry("reason", "thread_owned_by_others");
        assertThat(stop()).isEqualTo("  0");
    }

    private ReplyJob jobOf(long conversation) {
        return ReplyJob.wakeUp(
                room.client.chatbotId(),
                room.client.accountId(),
                room.client.phoneNumberId(),
                conversation,
                List.of("wamid.other"),
                "event");
    }

    private void refuseOnce(int httpStatus, int code) {
        room.meta.behaveOnce(request -> true, new GraphBehaviour.Fail(httpStatus, code, "no"));
    }

    private void refuseAlways(int httpStatus, int code) {
        room.meta.behave(request -> true, new GraphBehaviour.Fail(httpStatus, code, "no"));
    }

    private void untilNextTry() {
        Deadline.eventually(
                SOON,
                "the time of the next try",
                () -> database.column(
                                "SELECT next_try_at <= now() FROM whatsapp_accounts WHERE id = ?",
                                room.client.accountId())
                        .contains("t"));
    }

    private String stop() {
        return database.column(
                        "SELECT coalesce(stop_kind, '') || ' ' || coalesce(stop_code::text, '') || ' ' || stop_tries"
                                + " FROM whatsapp_accounts WHERE id = ?",
                        room.client.accountId())
                .getFirst();
    }
}
