package org.wahook.worker.reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wahook.worker.reply.TurnFixture.pending;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.wahook.worker.testing.WorkerDatabase;

/** What a turn is shown of its conversation. */
class TranscriptTest {

    @AutoClose
    private static final WorkerDatabase database = WorkerDatabase.create();

    private final TurnFixture fixture = new TurnFixture(database);
    private final Transcript transcript = fixture.transcript;
    private final long conversation = fixture.conversation;

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
}
