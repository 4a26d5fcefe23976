package org.wahook.worker.reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wahook.worker.reply.BotFilesFixture.media;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.wahook.shared.account.Account;
import org.wahook.shared.bot.MessageContent.Media.Kind;
import org.wahook.testbed.Deadline;
import org.wahook.worker.media.OutboundMedia.Prepared;
import org.wahook.worker.testing.FileServer;
import org.wahook.worker.testing.Samples;
import org.wahook.worker.testing.WorkerDatabase;

/** The same bytes for the same number are uploaded once, for as long as Meta keeps them. */
class UploadOnceTest {

    @AutoClose
    private static final WorkerDatabase database = WorkerDatabase.create();

    @AutoClose
    private final BotFilesFixture bot = new BotFilesFixture(database);

    private final FileServer files = bot.files();
    private final ReplyFixture room = bot.room();
    private String url = "";

    @BeforeEach
    void offer() {
        url = files.give("/a.jpg", "image/jpeg", Samples.JPEG);
    }

    @Test
    void the_same_bytes_are_uploaded_once_whatever_their_url() {
        bot.asks(media("image", url));
        bot.asks(media("image", files.give("/b.jpg", "image/jpeg", Samples.JPEG)));

        assertThat(room.meta.uploads()).hasSize(1);
        assertThat(room.meta.sent().stream()
                        .map(sent -> sent.content().path("image").path("id").asString()))
                .hasSize(2)
                .containsOnly(room.meta.uploads().getFirst().id());
    }

    @Test
    void two_turns_that_send_them_at_the_same_moment_upload_them_once() throws SQLException {
        Account account = database.accounts()
                .find(room.client.phoneNumberId(), room.client.accountId())
                .orElseThrow();
        FutureTask<Prepared> one = new FutureTask<>(() -> prepare(account));
        FutureTask<Prepared> other = new FutureTask<>(() -> prepare(account));
        try (Connection slow = database.connect()) {
            slow.setAutoCommit(false);
            TurnFixture.execute(slow, "LOCK TABLE media_uploads IN SHARE MODE");
            Thread.ofVirtual().start(one);
            database.awaitLockWait("INSERT INTO media_uploads");
            Thread second = Thread.ofPlatform().start(other);
            Deadline.eventually(
                    ReplyFixture.SOON,
                    "the other waits for the first, or has uploaded them too",
                    () -> waits(second) || room.meta.uploads().size() == 2);
            slow.rollback();
        }
        Deadline.eventually(ReplyFixture.SOON, "both have an id", () -> one.isDone() && other.isDone());

        assertThat(one.resultNow()).isEqualTo(other.resultNow());
        assertThat(room.meta.uploads()).hasSize(1);
    }

    private Prepared prepare(Account account) {
        return room.media.rooms.outbound().prepare(account, Kind.IMAGE, false, url, Optional.empty());
    }

    private static boolean waits(Thread thread) {
        return thread.getState() == Thread.State.TIMED_WAITING
                && Stream.of(thread.getStackTrace())
                        .anyMatch(frame -> frame.getMethodName().equals("lockWithin"));
    }

    @Test
    void an_upload_is_used_for_28_of_metas_30_days_and_made_again_then() {
        bot.asks(media("image", url));
        assertThat(database.column(
                        "SELECT expires_at - now() BETWEEN interval '27 days' AND interval '28 days' FROM media_uploads"
                                + " WHERE phone_number_id = ?",
                        room.client.phoneNumberId()))
                .containsExactly("t");
        database.run(
                "UPDATE media_uploads SET expires_at = now() - interval '1 minute' WHERE phone_number_id = ?",
                room.client.phoneNumberId());

        bot.asks(media("image", url));

        assertThat(room.meta.uploads()).hasSize(2);
    }

    @Test
    void a_file_that_meta_has_lost_before_its_time_is_uploaded_anew_the_next_time() {
        bot.asks(media("image", url));
        room.meta.expireMedia(room.meta.uploads().getFirst().id());

        bot.asks(media("image", url));
        assertThat(room.meta.sent().getLast().text()).isEqualTo("instead");
        bot.asks(media("image", url));

        assertThat(room.meta.sent().getLast().type()).isEqualTo("image");
        assertThat(room.meta.uploads()).hasSize(2);
    }
}
