package org.wahook.worker.reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wahook.worker.reply.TurnFixture.execute;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.wahook.worker.testing.Background;
import org.wahook.worker.testing.Client;
import org.wahook.worker.testing.WorkerDatabase;

/** A turn has one holder, for as long as its lease or its wait lasts; claims that come at once are made to meet. */
class TurnClaimTest {

    @AutoClose
    private static final WorkerDatabase database = WorkerDatabase.create();

    private final TurnFixture fixture = new TurnFixture(database);
    private final Turns turns = fixture.turns;
    private final Client client = fixture.client;
    private final long conversation = fixture.conversation;

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
            database.awaitLockWaits("SET turn_job = free.job", 2);
            blocker.rollback();

            assertThat(List.of(one.result().isPresent(), two.result().isPresent()))
                    .containsExactlyInAnyOrder(true, false);
        }
    }

    @Test
    void a_turn_whose_lease_is_over_can_be_taken_by_another_job_and_not_before() {
        database.inbound(conversation, "wamid.1", "one");
        ClaimedTurn old = fixture.claim("job-1");
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
        assertThat(turns.hold(fixture.claim("job-1"), Duration.ofHours(1))).isTrue();

        assertThat(database.column(
                        "SELECT turn_expires_at > now() + interval '1 hour' FROM whatsapp_conversations WHERE id = ?",
                        conversation))
                .containsExactly("t");
        assertThat(turns.claim("job-2", conversation)).isEmpty();
        assertThat(turns.claim("job-1", conversation)).isPresent();
    }

    @Test
    void a_turn_that_another_copy_of_the_same_job_has_taken_over_is_not_held() {
        database.inbound(conversation, "wamid.1", "one");
        ClaimedTurn old = fixture.claim("job-1");
        fixture.claim("job-1");
        String before = expiry();

        assertThat(turns.hold(old, Duration.ofHours(9))).isFalse();

        assertThat(expiry()).isEqualTo(before);
    }

    @Test
    void a_conversation_that_somebody_locks_holds_up_no_other_claim() throws SQLException {
        long other = database.conversation(client, "4915112345679");
        try (Connection blocker = database.connect()) {
            blocker.setAutoCommit(false);
            execute(blocker, "SELECT 1 FROM whatsapp_conversations WHERE id = " + conversation + " FOR UPDATE");
            Background<Optional<ClaimedTurn>> locked = Background.start(() -> turns.claim("job-1", conversation));
            database.awaitLockWait("SET turn_job = free.job");

            assertThat(turns.claim("job-2", other)).isPresent();
            assertThat(locked.done()).isFalse();
            blocker.rollback();
            assertThat(locked.result()).isPresent();
        }
    }

    private String expiry() {
        return database.column("SELECT turn_expires_at FROM whatsapp_conversations WHERE id = ?", conversation)
                .getFirst();
    }
}
