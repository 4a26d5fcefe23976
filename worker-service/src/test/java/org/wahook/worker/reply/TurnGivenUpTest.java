package org.wahook.worker.reply;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.wahook.worker.outcome.Reason;

/** A turn that is given up is free for others, and what is revived later finds its holder. */
class TurnGivenUpTest extends WithTurns {

    @Test
    void giving_up_frees_the_turn_and_tells_whether_others_wait() {
        long first = database.inbound(conversation, "wamid.1", "one");
        claim("job-1");
        assertThat(replies.resolution()
                        .giveUp("job-1", conversation, List.of(first), List.of(), Reason.GRAPH_REJECTED, "no"))
                .isFalse();
        assertThat(database.statuses(conversation, "inbound")).containsExactly("failed");

        long second = database.inbound(conversation, "wamid.2", "two");
        claim("job-2");
        database.inbound(conversation, "wamid.3", "three");
        assertThat(replies.resolution()
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

        replies.resolution()
                .giveUp("job-1", conversation, List.of(question), List.of("wamid.1"), Reason.DELIVERY_LIMIT, "lost");

        assertThat(database.statuses(conversation, "inbound")).containsExactly("pending");
        assertThat(database.statuses(conversation, "outbound")).containsExactly("sending");
        assertThat(turns.claim("job-3", conversation)).isEmpty();
    }

    @Test
    void what_is_revived_wakes_the_holder_of_the_turn_and_a_kept_reply_is_a_draft_again() {
        ClaimedTurn failed = draftedTurn("job-1");
        replies.resolution().giveUp("job-1", conversation, List.of(), List.of("wamid.1"), Reason.ACCOUNT_PAUSED, "190");
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
}
