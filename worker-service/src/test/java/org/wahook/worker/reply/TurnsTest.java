package org.wahook.worker.reply;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.wahook.shared.database.Account;
import org.wahook.worker.outcome.Reason;
import org.wahook.worker.testing.Background;
import org.wahook.worker.testing.Client;
import org.wahook.worker.testing.WorkerDatabase;

/**
 * Each interleaving of claim, arrival and release, forced: one side holds its transaction open, and the other is seen to
 * wait for its lock before the first goes on.
 */
class TurnsTest {

    private static final Duration LEASE = Duration.ofMinutes(2);

    private static final WorkerDatabase database = WorkerDatabase.create();
    private static final Turns turns = new Turns(database.jdbi(), LEASE);
    private static final Replies replies = new Replies(database.jdbi());
    private static final Transcript transcript = new Transcript(database.jdbi(), 20);

    private final Client client = database.client();
    private final long conversation = database.conversation(client, "4915112345678");

    @AfterAll
    static void closeDatabase() {
        database.close();
    }

    @Test
    void a_release_waits_for_a_message_that_is_being_stored_and_then_fails() throws SQLException {
        ClaimedTurn turn = answeredTurn("job-1");
        try (Connection router = database.connect()) {
            storeUncommitted(router, "wamid.2");
            Background<Boolean> release = Background.start(() -> turns.release(turn, Optional.empty()));
            database.awaitLockWait("WITH answered");
            router.commit();

            assertThat(release.result()).isFalse();
        }
        assertThat(turns.claim("job-2", conversation))
                .as("the job of the second message finds it busy")
                .isEmpty();
        assertThat(turns.advance(turn)).as("the holder goes round again").isPresent();
        assertThat(pending(transcript.load(conversation))).hasSize(1);
    }

    /** Why the release compares {@code inbound_seq}: with the NOT EXISTS alone the message would never be answered. */
    @Test
    void a_release_that_only_looked_for_pending_messages_would_lose_the_wake_up() throws SQLException {
        ClaimedTurn turn = answeredTurn("job-1");
        String naive = """
                UPDATE whatsapp_conversations SET turn_job = NULL, turn_expires_at = NULL
                WHERE id = %d AND turn_job = '%s' AND turn_number = %d
                  AND NOT EXISTS (SELECT 1 FROM messages WHERE conversation_id = %1$d AND status = 'pending')
                """.formatted(conversation, turn.jobId(), turn.number());
        try (Connection router = database.connect()) {
            storeUncommitted(router, "wamid.2");
            Background<Integer> release =
                    Background.start(() -> database.jdbi().withHandle(handle -> handle.execute(naive)));
            database.awaitLockWait("UPDATE whatsapp_conversations SET turn_job = NULL");
            router.commit();

            assertThat(release.result())
                    .as("its snapshot is older than the lock: it lets go")
                    .isEqualTo(1);
        }
        assertThat(pending(transcript.load(conversation)))
                .as("and leaves a message that nobody has been woken up for")
                .hasSize(1);
    }

    @Test
    void a_message_that_is_stored_after_the_release_finds_the_turn_free() throws SQLException {
        ClaimedTurn turn = answeredTurn("job-1");
        try (Connection router = database.connect();
                Handle holder = database.jdbi().open()) {
            holder.begin();
            Turns inTransaction = new Turns(new SameHandle(holder).jdbi(), LEASE);
            assertThat(inTransaction.release(turn, Optional.empty())).isTrue();

            router.setAutoCommit(false);
            Background<Boolean> arrival = Background.start(() -> {
                storeUncommitted(router, "wamid.2");
                router.commit();
                return true;
            });
            database.awaitLockWait("UPDATE whatsapp_conversations SET inbound_seq");
            holder.commit();
            assertThat(arrival.result()).isTrue();
        }
        assertThat(turns.claim("job-2", conversation)).isPresent();
    }

    @Test
    void while_the_turn_is_taken_another_job_finds_it_busy() {
        database.inbound(conversation, "wamid.1", "one");
        assertThat(turns.claim("job-1", conversation)).isPresent();

        assertThat(turns.claim("job-2", conversation)).isEmpty();
    }

    @Test
    void of_two_claims_at_once_exactly_one_gets_the_turn() throws SQLException {
        database.inbound(conversation, "wamid.1", "one");
        try (Connection blocker = database.connect()) {
            blocker.setAutoCommit(false);
            execute(blocker, "SELECT 1 FROM whatsapp_conversations WHERE id = " + conversation + " FOR UPDATE");
            Background<Optional<ClaimedTurn>> one = Background.start(() -> turns.claim("job-1", conversation));
            Background<Optional<ClaimedTurn>> two = Background.start(() -> turns.claim("job-2", conversation));
            database.awaitLockWaits("UPDATE whatsapp_conversations SET turn_job = ", 2);
            blocker.rollback();

            assertThat(List.of(one.result().isPresent(), two.result().isPresent()))
                    .containsExactlyInAnyOrder(true, false);
        }
    }

    @Test
    void a_redelivery_of_the_same_job_takes_over_and_all_that_the_old_holder_writes_is_fenced() {
        long question = database.inbound(conversation, "wamid.1", "one");
        ClaimedTurn old = claim("job-1");
        ClaimedTurn taken = claim("job-1");

        assertThat(taken.number()).isEqualTo(old.number() + 1);
        assertThat(replies.keep(open(old), List.of("from the old holder"))).isEmpty();
        replies.endings().ignore(old, List.of(question), "silence");
        assertThat(database.statuses(conversation, "inbound")).containsExactly("pending");
        assertThat(database.statuses(conversation, "outbound")).isEmpty();

        assertThat(replies.keep(open(taken), List.of("from the new holder", "in two parts")))
                .hasSize(2);
        StoredMessage part = transcript.replyOf(conversation, taken.number()).getLast();
        assertThat(replies.startSending(old, part)).isFalse();
        assertThat(turns.release(old, Optional.empty())).isFalse();
        assertThat(turns.advance(old)).isEmpty();

        assertThat(replies.startSending(taken, part)).isTrue();
        assertThat(turns.release(taken, Optional.of(taken.number()))).isTrue();
    }

    @Test
    void the_first_part_of_a_reply_is_its_keepers_to_send_and_nobody_elses() {
        database.inbound(conversation, "wamid.1", "one");
        ClaimedTurn turn = claim("job-1");

        assertThat(replies.keep(open(turn), List.of("the first", "the second"))).hasSize(2);

        List<StoredMessage> parts = transcript.replyOf(conversation, turn.number());
        assertThat(parts).extracting(StoredMessage::status).containsExactly("sending", "draft");
        assertThat(parts).extracting(StoredMessage::sends).containsExactly(1, 0);
        assertThat(parts).extracting(StoredMessage::settleAt).containsOnly(Optional.empty());
    }

    @Test
    void a_turn_whose_lease_is_over_can_be_taken_by_another_job_and_not_before() {
        database.inbound(conversation, "wamid.1", "one");
        ClaimedTurn old = claim("job-1");
        assertThat(turns.claim("job-2", conversation)).isEmpty();

        database.run(
                "UPDATE whatsapp_conversations SET turn_expires_at = now() - interval '1 ms' WHERE id = ?",
                conversation);

        assertThat(turns.claim("job-2", conversation)).isPresent();
        assertThat(turns.advance(old)).isEmpty();
        assertThat(turns.claim("job-1", conversation))
                .as("the job that lost it is no longer its holder")
                .isEmpty();
    }

    @Test
    void a_job_that_waits_keeps_its_turn_for_as_long_as_it_waits() {
        database.inbound(conversation, "wamid.1", "one");
        claim("job-1");
        turns.hold("job-1", conversation, Duration.ofHours(1));

        assertThat(database.column(
                        "SELECT turn_expires_at > now() + interval '1 hour' FROM whatsapp_conversations WHERE id = ?",
                        conversation))
                .containsExactly("t");
        assertThat(turns.claim("job-2", conversation)).isEmpty();
        assertThat(turns.claim("job-1", conversation)).isPresent();
    }

    @Test
    void a_job_cannot_hold_the_turn_of_another() {
        database.inbound(conversation, "wamid.1", "one");
        claim("job-1");
        String before = expiry();
        turns.hold("job-2", conversation, Duration.ofHours(9));

        assertThat(expiry()).isEqualTo(before);
    }

    @Test
    void a_turn_is_not_let_go_while_a_message_that_it_saw_is_left() {
        database.inbound(conversation, "wamid.1", "one");
        database.inbound(conversation, "wamid.2", "two");
        ClaimedTurn turn = claim("job-1");
        database.run(
                "UPDATE messages SET status = 'answered' WHERE wa_message_id = 'wamid.1' AND conversation_id = ?",
                conversation);

        assertThat(turns.release(turn, Optional.empty())).isFalse();
    }

    @Test
    void a_claim_that_comes_while_the_draft_is_kept_waits_and_then_sees_the_draft() throws SQLException {
        long question = database.inbound(conversation, "wamid.1", "one");
        ClaimedTurn old = claim("job-1");
        try (Connection blocker = database.connect()) {
            // The keep stops at the question's row, and has the conversation's lock by then.
            blocker.setAutoCommit(false);
            execute(blocker, "SELECT 1 FROM messages WHERE id = " + question + " FOR UPDATE");
            Background<Boolean> keep = Background.start(
                    () -> !replies.keep(open(old), List.of("the reply")).isEmpty());
            database.awaitLockWait("WITH fence");
            Background<ClaimedTurn> claim = Background.start(() -> claim("job-1"));
            database.awaitLockWait("UPDATE whatsapp_conversations SET turn_job = ");
            blocker.rollback();

            assertThat(keep.result()).isTrue();
            claim.result();
        }
        assertThat(transcript.load(conversation).stream().filter(StoredMessage::unsent))
                .as("the new holder sends what is kept, and asks nobody again")
                .hasSize(1);
    }

    @Test
    void a_draft_that_comes_while_the_turn_is_taken_over_waits_and_is_then_refused() throws SQLException {
        database.inbound(conversation, "wamid.1", "one");
        ClaimedTurn old = claim("job-1");
        try (Handle newHolder = database.jdbi().open()) {
            newHolder.begin();
            assertThat(new Turns(new SameHandle(newHolder).jdbi(), LEASE).claim("job-1", conversation))
                    .isPresent();
            Background<Boolean> keep = Background.start(
                    () -> !replies.keep(open(old), List.of("too late")).isEmpty());
            database.awaitLockWait("WITH fence");
            newHolder.commit();

            assertThat(keep.result()).isFalse();
        }
        assertThat(database.statuses(conversation, "outbound")).isEmpty();
    }

    @Test
    void of_two_that_start_to_send_the_same_part_exactly_one_may() throws SQLException {
        ClaimedTurn turn = draftedTurn("job-1");
        StoredMessage part = transcript.replyOf(conversation, turn.number()).getFirst();
        try (Connection blocker = database.connect()) {
            blocker.setAutoCommit(false);
            execute(blocker, "SELECT 1 FROM messages WHERE id = " + part.id() + " FOR UPDATE");
            Background<Boolean> one = Background.start(() -> replies.startSending(turn, part));
            Background<Boolean> two = Background.start(() -> replies.startSending(turn, part));
            database.awaitLockWaits("sends = sends + 1", 2);
            blocker.rollback();

            assertThat(List.of(one.result(), two.result())).containsExactlyInAnyOrder(true, false);
        }
    }

    /** Without that order the new holder would find its part taken, believe itself replaced, and let its job go. */
    @Test
    void a_takeover_waits_for_an_old_holder_that_has_begun_to_send_and_then_sees_it() throws SQLException {
        ClaimedTurn old = draftedTurn("job-1");
        StoredMessage part = transcript.replyOf(conversation, old.number()).getFirst();
        try (Connection blocker = database.connect()) {
            blocker.setAutoCommit(false);
            execute(blocker, "SELECT 1 FROM messages WHERE id = " + part.id() + " FOR UPDATE");
            Background<Boolean> sending = Background.start(() -> replies.startSending(old, part));
            database.awaitLockWait("sends = sends + 1");
            Background<ClaimedTurn> takeover = Background.start(() -> claim("job-1"));
            database.awaitLockWait("UPDATE whatsapp_conversations SET turn_job = ");
            blocker.rollback();

            assertThat(sending.result()).isTrue();
            takeover.result();
        }
        assertThat(transcript.replyOf(conversation, old.number()))
                .extracting(StoredMessage::status)
                .containsExactly("sending");
    }

    @Test
    void a_conversation_that_somebody_locks_holds_up_no_other_claim() throws SQLException {
        long other = database.conversation(client, "4915112345679");
        try (Connection blocker = database.connect()) {
            blocker.setAutoCommit(false);
            execute(blocker, "SELECT 1 FROM whatsapp_conversations WHERE id = " + conversation + " FOR UPDATE");
            Background<Optional<ClaimedTurn>> locked = Background.start(() -> turns.claim("job-1", conversation));
            database.awaitLockWait("UPDATE whatsapp_conversations SET turn_job = ");

            assertThat(turns.claim("job-2", other)).isPresent();
            assertThat(locked.done()).isFalse();
            blocker.rollback();
            assertThat(locked.result()).isPresent();
        }
    }

    @Test
    void giving_up_frees_the_turn_and_tells_whether_others_wait() {
        long first = database.inbound(conversation, "wamid.1", "one");
        claim("job-1");
        assertThat(replies.endings()
                        .giveUp("job-1", conversation, List.of(first), List.of(), Reason.GRAPH_REJECTED, "no"))
                .isFalse();
        assertThat(database.statuses(conversation, "inbound")).containsExactly("failed");

        long second = database.inbound(conversation, "wamid.2", "two");
        claim("job-2");
        database.inbound(conversation, "wamid.3", "three");
        assertThat(replies.endings()
                        .giveUp("job-2", conversation, List.of(second), List.of(), Reason.GRAPH_REJECTED, "no"))
                .as("the third message came after what the turn saw")
                .isTrue();
        assertThat(database.statuses(conversation, "inbound")).containsExactly("failed", "failed", "pending");
        assertThat(turns.claim("job-3", conversation)).isPresent();
    }

    @Test
    void a_job_that_lost_its_turn_gives_up_nothing_of_the_new_holders_work() {
        long question = database.inbound(conversation, "wamid.1", "one");
        claim("job-1");
        database.run("UPDATE whatsapp_conversations SET turn_expires_at = now() WHERE id = ?", conversation);
        ClaimedTurn turn = claim("job-2");
        assertThat(replies.keep(open(turn), List.of("the reply"))).isNotEmpty();

        replies.endings()
                .giveUp("job-1", conversation, List.of(question), List.of("wamid.1"), Reason.DELIVERY_LIMIT, "lost");

        assertThat(database.statuses(conversation, "inbound")).containsExactly("pending");
        assertThat(database.statuses(conversation, "outbound")).containsExactly("sending");
        assertThat(turns.claim("job-3", conversation)).isEmpty();
    }

    @Test
    void what_is_revived_wakes_the_holder_of_the_turn_and_a_kept_reply_is_a_draft_again() {
        ClaimedTurn failed = draftedTurn("job-1");
        replies.endings().giveUp("job-1", conversation, List.of(), List.of("wamid.1"), Reason.ACCOUNT_PAUSED, "190");
        assertThat(database.statuses(conversation, "outbound")).containsExactly("failed");

        ClaimedTurn other = claim("job-2");
        turns.revive(conversation, List.of("wamid.1"));

        assertThat(turns.release(other, Optional.empty()))
                .as("it must see what was revived")
                .isFalse();
        assertThat(database.statuses(conversation, "inbound")).containsExactly("pending");
        assertThat(database.statuses(conversation, "outbound")).containsExactly("draft");
        assertThat(transcript.replyOf(conversation, failed.number())).hasSize(1);
    }

    @Test
    void reviving_twice_or_what_was_answered_changes_nothing() {
        answeredTurn("job-1");
        String before = database.column("SELECT inbound_seq FROM whatsapp_conversations WHERE id = ?", conversation)
                .getFirst();
        turns.revive(conversation, List.of("wamid.1"));
        turns.revive(conversation, List.of("wamid.1", "wamid.unknown"));

        assertThat(database.statuses(conversation, "inbound")).containsExactly("answered");
        assertThat(database.column("SELECT inbound_seq FROM whatsapp_conversations WHERE id = ?", conversation))
                .containsExactly(before);
    }

    @Test
    void of_more_pending_messages_than_a_turn_takes_the_oldest_are_answered_first_without_a_gap() {
        int all = Transcript.MOST_UNFINISHED + 50;
        for (int i = 1; i <= all; i++) {
            database.inbound(conversation, "wamid." + i, "message " + i);
        }

        assertThat(pending(transcript.load(conversation)))
                .extracting(StoredMessage::text)
                .hasSize(Transcript.MOST_UNFINISHED)
                .startsWith("message 1", "message 2")
                .endsWith("message " + Transcript.MOST_UNFINISHED);
    }

    private void storeUncommitted(Connection router, String wamid) throws SQLException {
        router.setAutoCommit(false);
        execute(router, "UPDATE whatsapp_conversations SET inbound_seq = inbound_seq + 1 WHERE id = " + conversation);
        execute(router, """
                INSERT INTO messages (chatbot_id, conversation_id, direction, text, wa_message_id, status)
                VALUES ('%s', %d, 'inbound', 'more', '%s', 'pending')
                """.formatted(client.chatbotId(), conversation, wamid));
    }

    /** A turn with its one message answered: ready to be let go. */
    private ClaimedTurn answeredTurn(String job) {
        ClaimedTurn turn = draftedTurn(job);
        database.run(
                "UPDATE messages SET status = 'answered' WHERE direction = 'inbound' AND conversation_id = ?",
                conversation);
        transcript
                .replyOf(conversation, turn.number())
                .forEach(part -> replies.sent(client.accountId(), part.id(), "wamid.out"));
        return turn;
    }

    /** A turn with a reply that Meta would not take yet. */
    private ClaimedTurn draftedTurn(String job) {
        database.inbound(conversation, "wamid.1", "one");
        ClaimedTurn turn = claim(job);
        StoredMessage part = replies.keep(open(turn), List.of("the reply")).getFirst();
        replies.notSent(client.accountId(), part, Reason.GRAPH_RATE_LIMITED, "limit");
        assertThat(database.statuses(conversation, "outbound")).containsExactly("draft");
        return turn;
    }

    private ClaimedTurn claim(String job) {
        return turns.claim(job, conversation).orElseThrow();
    }

    private OpenTurn open(ClaimedTurn turn) {
        Account account = database.accounts()
                .find(client.phoneNumberId(), client.accountId())
                .orElseThrow();
        List<StoredMessage> said = transcript.load(conversation);
        return new OpenTurn(turn, account, said, pending(said), List.of());
    }

    private String expiry() {
        return database.column("SELECT turn_expires_at FROM whatsapp_conversations WHERE id = ?", conversation)
                .getFirst();
    }

    private static List<StoredMessage> pending(List<StoredMessage> said) {
        return said.stream().filter(StoredMessage::pending).toList();
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
