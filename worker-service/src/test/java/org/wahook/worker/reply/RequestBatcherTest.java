package org.wahook.worker.reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jdbi.v3.core.ConnectionException;
import org.junit.jupiter.api.Test;
import org.wahook.platform.database.Database;
import org.wahook.testbed.Deadline;
import org.wahook.worker.testing.Background;

class RequestBatcherTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    private final List<List<Long>> batches = new CopyOnWriteArrayList<>();
    private final Semaphore mayAnswer = new Semaphore(0);

    @Test
    void what_is_asked_while_two_batches_run_is_the_next_batch() {
        RequestBatcher<Long, String> batched = new RequestBatcher<>(id -> id, this::slowly, id -> "alone " + id);

        List<Background<String>> first = askedTwice(batched);
        List<Background<String>> rest = ask(batched, 3, 4, 5);
        Deadline.eventually(SOON, "all wait", () -> batched.waiting() == 3);
        mayAnswer.release(3);

        assertThat(answers(first)).containsExactly("together 1", "together 2");
        assertThat(answers(rest)).containsExactly("together 3", "together 4", "together 5");
        assertThat(batches).hasSize(3);
        assertThat(batches.getLast()).containsExactlyInAnyOrder(3L, 4L, 5L);
    }

    @Test
    void a_client_that_floods_takes_a_share_of_each_batch_while_others_wait_or_have_just_been_there() {
        RequestBatcher<Long, String> batched =
                new RequestBatcher<>(id -> id, this::slowly, id -> "alone " + id, () -> 0);
        List<Background<String>> all = new ArrayList<>(askedTwice(batched));
        for (long id = 100; id < 160; id++) {
            all.add(askFor("flood", batched, id));
        }
        Deadline.eventually(SOON, "the flood waits", () -> batched.waiting() == 60);
        all.add(askFor("other", batched, 3));
        Deadline.eventually(SOON, "all wait", () -> batched.waiting() == 61);
        mayAnswer.release(100);

        answers(all);
        List<Long> first = batches.get(2);
        assertThat(first).contains(3L).hasSize(11);
        assertThat(batches.subList(3, batches.size())).hasSize(5).allMatch(batch -> batch.size() == 10);
        assertThat(batches.stream().mapToInt(List::size).sum()).isEqualTo(63);
    }

    @Test
    void a_client_that_is_alone_for_a_while_has_whole_batches() {
        AtomicLong now = new AtomicLong();
        RequestBatcher<Long, String> batched =
                new RequestBatcher<>(id -> id, this::slowly, id -> "alone " + id, now::get);
        List<Background<String>> all = new ArrayList<>(askedTwice(batched));
        all.add(askFor("flood", batched, 100));
        all.add(askFor("other", batched, 3));
        Deadline.eventually(SOON, "both wait", () -> batched.waiting() == 2);
        mayAnswer.release();
        Deadline.eventually(SOON, "both are in a batch", () -> batches.size() == 3);
        for (long id = 101; id < 161; id++) {
            all.add(askFor("flood", batched, id));
        }
        Deadline.eventually(SOON, "the flood waits", () -> batched.waiting() == 60);
        now.set(Duration.ofSeconds(2).toNanos());
        mayAnswer.release(100);

        answers(all);
        assertThat(batches.getLast()).hasSize(60);
    }

    @Test
    void two_questions_about_one_row_are_in_different_batches() {
        RequestBatcher<Long, String> batched = new RequestBatcher<>(id -> id, this::slowly, id -> "alone " + id);

        List<Background<String>> first = askedTwice(batched);
        List<Background<String>> rest = ask(batched, 7, 7);
        Deadline.eventually(SOON, "all wait", () -> batched.waiting() == 2);
        mayAnswer.release(4);

        answers(first);
        answers(rest);
        assertThat(batches).containsExactly(List.of(1L), List.of(2L), List.of(7L), List.of(7L));
    }

    @Test
    void whom_a_batch_leaves_out_asks_alone_and_holds_up_no_later_batch() {
        CountDownLatch locked = new CountDownLatch(1);
        RequestBatcher<Long, String> batched = new RequestBatcher<>(id -> id, ids -> evenOnesOf(ids), id -> {
            await(locked);
            return "alone " + id;
        });

        List<Background<String>> odd = ask(batched, 1);
        assertThat(answers(ask(batched, 2, 4))).containsExactly("together 2", "together 4");
        assertThat(odd.getFirst().done()).isFalse();
        locked.countDown();

        assertThat(answers(odd)).containsExactly("alone 1");
    }

    /** The statement may have been committed before the connection broke: a draft kept twice would be sent twice. */
    @Test
    void when_the_database_goes_away_under_a_batch_nobody_does_the_same_again_alone() {
        RequestBatcher<Long, String> batched = new RequestBatcher<>(
                id -> id,
                ids -> {
                    throw new ConnectionException(new SQLException("the connection broke", "08006"));
                },
                id -> "alone " + id);

        assertThatThrownBy(() -> batched.ask(1L)).isInstanceOf(ConnectionException.class);
    }

    @Test
    void when_a_batch_fails_everybody_asks_alone() {
        RequestBatcher<Long, String> batched = new RequestBatcher<>(
                id -> id,
                ids -> {
                    throw new IllegalStateException("one of them is bad");
                },
                id -> "alone " + id);

        assertThat(answers(ask(batched, 1, 2))).containsExactly("alone 1", "alone 2");
        assertThat(batched.ask(3L)).isEqualTo("alone 3");
    }

    private Map<Long, String> slowly(List<Long> ids) {
        batches.add(ids);
        mayAnswer.acquireUninterruptibly();
        return ids.stream().collect(Collectors.toMap(id -> id, id -> "together " + id));
    }

    private static Map<Long, String> evenOnesOf(List<Long> ids) {
        return ids.stream().filter(id -> id % 2 == 0).collect(Collectors.toMap(id -> id, id -> "together " + id));
    }

    /** As many batches as may run at one time. */
    private List<Background<String>> askedTwice(RequestBatcher<Long, String> batched) {
        List<Background<String>> first = new ArrayList<>(ask(batched, 1));
        asked(1);
        first.addAll(ask(batched, 2));
        asked(2);
        return first;
    }

    private void asked(int batches) {
        Deadline.eventually(SOON, "a batch runs", () -> this.batches.size() == batches);
    }

    private static Background<String> askFor(String client, RequestBatcher<Long, String> batched, long id) {
        return Background.start(() -> {
            List<String> answer = new ArrayList<>();
            try {
                Database.asClient(client, () -> answer.add(batched.ask(id)));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return answer.getFirst();
        });
    }

    private static List<Background<String>> ask(RequestBatcher<Long, String> batched, long... ids) {
        return LongStream.of(ids)
                .mapToObj(id -> Background.start(() -> batched.ask(id)))
                .toList();
    }

    private static List<String> answers(List<Background<String>> asked) {
        return asked.stream().map(Background::result).toList();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
