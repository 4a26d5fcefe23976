package org.wahook.worker.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.wahook.shared.topology.Topology;
import org.wahook.testbed.Deadline;
import org.wahook.worker.consumer.ClientLimit.Entry;

class ClientLimitTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Topology ONE_LANE = new Topology(1, List.of(Duration.ofSeconds(5)));
    private static final Duration SHORT = Duration.ofMillis(200);

    @Test
    void a_client_gets_no_more_places_than_it_may_have_and_others_get_theirs() throws InterruptedException {
        ClientLimit limit = limit(2, SHORT);

        assertThat(limit.enter("a")).isEqualTo(Entry.ENTERED);
        assertThat(limit.enter("a")).isEqualTo(Entry.ENTERED);
        assertThat(limit.enter("a")).isEqualTo(Entry.STALLED);
        assertThat(limit.enter("b")).isEqualTo(Entry.ENTERED);
        limit.leave("a");
        assertThat(limit.enter("a")).isEqualTo(Entry.ENTERED);
    }

    @Test
    void a_job_waits_for_a_place_that_becomes_free() throws InterruptedException, ExecutionException {
        ClientLimit limit = limit(1, Duration.ofSeconds(30));
        limit.enter("a");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Entry> waiting = threads.submit(() -> limit.enter("a"));
            limit.leave("a");

            assertThat(waiting.get()).isEqualTo(Entry.ENTERED);
        }
    }

    /** Its places were taken just now: that none became free for long before says nothing. */
    @Test
    void a_client_that_was_quiet_for_long_is_not_stalled_as_soon_as_its_places_are_taken()
            throws InterruptedException, ExecutionException {
        Duration stalledAfter = Duration.ofSeconds(1);
        ClientLimit limit = limit(2, stalledAfter);
        limit.enter("a");
        long quietUntil = System.nanoTime() + stalledAfter.toNanos();
        Deadline.eventually(SOON, "long ago", () -> System.nanoTime() > quietUntil);
        long taken = System.nanoTime();
        limit.enter("a");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Entry> waiting = threads.submit(() -> limit.enter("a"));
            limit.leave("a");

            Entry entry = waiting.get();
            Duration held = Duration.ofNanos(System.nanoTime() - taken);
            // A machine that stood still meanwhile for so long has shown nothing.
            assertThat(entry == Entry.ENTERED || held.compareTo(stalledAfter) > 0)
                    .as("%s after %s", entry, held)
                    .isTrue();
        }
    }

    @Test
    void a_burst_of_short_turns_goes_through_without_being_put_off() throws InterruptedException {
        ClientLimit limit = limit(50, Duration.ofSeconds(30));
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Callable<Entry> turn = () -> {
            Entry entry = limit.enter("a");
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            Thread.sleep(5);
            inside.decrementAndGet();
            limit.leave("a");
            return entry;
        };
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            assertThat(threads.invokeAll(
                            IntStream.range(0, 140).mapToObj(i -> turn).toList()))
                    .allMatch(entry -> entry.resultNow() == Entry.ENTERED);
        }
        assertThat(most.get()).isLessThanOrEqualTo(50);
    }

    @Test
    void a_flood_is_crowded_out_and_takes_no_place() {
        ClientLimit limit = limit(5, Duration.ofHours(1));
        Queue<Entry> told = new ConcurrentLinkedQueue<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 500; i++) {
                threads.execute(() -> enter(limit, "a", told));
            }
            try {
                Deadline.eventually(SOON, "most were told", () -> told.size() > 405);
            } finally {
                // Those that wait for a place would do so for an hour.
                threads.shutdownNow();
            }
        }
        assertThat(told).containsOnly(Entry.ENTERED, Entry.CROWDED);
        assertThat(told).filteredOn(Entry.ENTERED::equals).hasSize(5);
    }

    @Test
    void jobs_that_wait_leave_room_in_their_lane_for_other_clients() throws InterruptedException {
        ClientLimit limit = new ClientLimit(1, Duration.ofHours(1), new LaneRoom(ONE_LANE, 3));
        for (String client : List.of("a", "b", "c")) {
            assertThat(limit.enter(client)).isEqualTo(Entry.ENTERED);
        }
        Queue<Entry> told = new ConcurrentLinkedQueue<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 6; i++) {
                String client = List.of("a", "b", "c").get(i % 3);
                threads.execute(() -> enter(limit, client, told));
            }
            try {
                Deadline.eventually(SOON, "three were told", () -> told.size() == 3);
            } finally {
                threads.shutdownNow();
            }
        }
        assertThat(told).containsOnly(Entry.CROWDED);
        assertThat(limit.enter("d")).isEqualTo(Entry.ENTERED);
    }

    @Test
    void whoever_waits_keeps_waiting_as_long_as_turns_end() throws InterruptedException, ExecutionException {
        Duration stalledAfter = Duration.ofSeconds(5);
        Duration turn = Duration.ofSeconds(3);
        ClientLimit limit = limit(1, stalledAfter);
        limit.enter("a");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Entry>> waiting = IntStream.range(0, 2)
                    .mapToObj(i -> threads.submit(() -> {
                        Entry entry = limit.enter("a");
                        if (entry == Entry.ENTERED) {
                            Thread.sleep(turn);
                            limit.leave("a");
                        }
                        return entry;
                    }))
                    .toList();
            Thread.sleep(turn);
            limit.leave("a");

            // The last waits for two turns, which is longer than a client may go without an end.
            for (Future<Entry> one : waiting) {
                assertThat(one.get()).isEqualTo(Entry.ENTERED);
            }
        }
    }

    @Test
    void a_crowd_comes_back_after_about_a_turn_and_no_later_than_in_half_a_minute() throws InterruptedException {
        ClientLimit limit = limit(2, Duration.ofHours(1));
        limit.enter("a");
        limit.enter("a");
        Thread.sleep(50);
        limit.leave("a");

        assertThat(limit.pauseOf("a")).isBetween(Duration.ofMillis(50), Duration.ofSeconds(30));
    }

    private static ClientLimit limit(int most, Duration stalledAfter) {
        return new ClientLimit(most, stalledAfter, new LaneRoom(ONE_LANE, 1000));
    }

    /** Of one that is interrupted while it waits, nothing is told. */
    private static void enter(ClientLimit limit, String client, Queue<Entry> told) {
        try {
            told.add(limit.enter(client));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
