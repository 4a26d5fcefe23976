package org.wahook.worker.reply;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.wahook.shared.job.ReplyJob;
import org.wahook.testbed.meta.SentMessage;
import org.wahook.worker.testing.WorkerDatabase;

/** Tests of the reply pipeline: one client with one conversation, and both APIs as real servers, anew for each. */
@SuppressWarnings("NullAway.Init")
abstract class WithReplyRoom {

    static final Duration SOON = Duration.ofSeconds(60);
    static WorkerDatabase database;

    ReplyFixture room;

    @BeforeEach
    void openRoom() {
        room = makeRoom();
    }

    ReplyFixture makeRoom() {
        return new ReplyFixture(database);
    }

    /** Each class of tests has a database of its own. */
    @BeforeAll
    static void openDatabase() {
        database = WorkerDatabase.create();
    }

    @AfterAll
    static void closeDatabase() {
        database.close();
    }

    @AfterEach
    void closeRoom() {
        room.close();
    }

    SentMessage onlySent() {
        assertThat(room.meta.sent()).hasSize(1);
        return room.meta.sent().getFirst();
    }

    /** Jobs in a conversation whose turn an earlier job still has. */
    record ReplyRoomJob(ReplyFixture room) {

        /** The holder's own, redelivered. */
        ReplyJob holder() {
            String holder = database.column(
                            "SELECT turn_job FROM whatsapp_conversations WHERE id = ?", room.conversation)
                    .getFirst();
            ReplyJob fresh = room.job();
            return new ReplyJob(
                    holder,
                    fresh.chatbotId(),
                    fresh.accountId(),
                    fresh.phoneNumberId(),
                    fresh.conversationId(),
                    fresh.messageIds(),
                    fresh.eventId());
        }

        /** A new one, after the holder was given up. */
        ReplyJob again() {
            database.run("UPDATE whatsapp_conversations SET turn_job = NULL WHERE id = ?", room.conversation);
            return room.job();
        }
    }
}
