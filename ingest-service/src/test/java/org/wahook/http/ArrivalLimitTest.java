package org.wahook.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Closeable;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ArrivalLimitTest {

    private static final RemoteAddress STRANGER = address(1);
    private static final RemoteAddress OTHER = address(2);
    private static final long NOW = Long.MAX_VALUE - 7;

    private final ArrivalLimit<Connection> limit = new ArrivalLimit<>(new ArrivalRate(10, 3), 5);
    private final List<Connection> opened = new ArrayList<>();

    private record Connection(int number, AtomicBoolean ended) implements Closeable {
        @Override
        public void close() {
            ended.set(true);
        }
    }

    @Test
    void an_address_may_open_a_burst_and_then_so_many_each_second() {
        assertThat(arrive(STRANGER, 5)).containsExactly(true, true, true, false, false);
        assertThat(limit.due(NOW)).isEmpty();
        assertThat(limit.due(after(100))).hasSize(1);
        assertThat(limit.due(after(200))).hasSize(1);
        assertThat(limit.waiting()).isZero();
    }

    @Test
    void others_do_not_wait_for_an_address_that_opens_too_many() {
        arrive(STRANGER, 5);

        assertThat(arrive(OTHER, 1)).containsExactly(true);
    }

    @Test
    void the_newest_is_let_in_first() {
        arrive(STRANGER, 6);

        assertThat(limit.due(after(200))).extracting(Connection::number).containsExactly(5, 4);
    }

    @Test
    void where_too_many_wait_the_one_that_has_waited_longest_ends() {
        arrive(STRANGER, 10);

        assertThat(limit.waiting()).isEqualTo(5);
        assertThat(opened)
                .filteredOn(it -> it.ended().get())
                .extracting(Connection::number)
                .containsExactly(3, 4);
    }

    @Test
    void after_a_quiet_time_the_whole_burst_is_free_again() {
        arrive(STRANGER, 3);
        limit.due(after(1000));

        assertThat(limit.arrive(connection(), STRANGER, after(1000))).isTrue();
        assertThat(limit.arrive(connection(), STRANGER, after(1000))).isTrue();
        assertThat(limit.arrive(connection(), STRANGER, after(1000))).isTrue();
        assertThat(limit.arrive(connection(), STRANGER, after(1000))).isFalse();
    }

    @Test
    void when_the_listener_stops_those_that_wait_end_and_nobody_waits_any_more() {
        arrive(STRANGER, 4);
        limit.close();
        arrive(STRANGER, 1);

        assertThat(opened)
                .filteredOn(it -> it.ended().get())
                .extracting(Connection::number)
                .containsExactly(3, 4);
    }

    private List<Boolean> arrive(RemoteAddress from, int connections) {
        return IntStream.range(0, connections)
                .mapToObj(i -> limit.arrive(connection(), from, NOW))
                .toList();
    }

    private Connection connection() {
        opened.add(new Connection(opened.size(), new AtomicBoolean()));
        return opened.getLast();
    }

    private static long after(int millis) {
        return NOW + Duration.ofMillis(millis).toNanos();
    }

    private static RemoteAddress address(int last) {
        return RemoteAddress.of(new InetSocketAddress(InetAddress.ofLiteral("192.0.2." + last), 1));
    }
}
