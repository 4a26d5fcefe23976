package org.wahook.worker.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClientLimitTest {

    @Test
    void a_client_gets_no_more_places_than_it_may_have_and_others_get_theirs() {
        ClientLimit limit = new ClientLimit(2);

        assertThat(limit.enter("a")).isTrue();
        assertThat(limit.enter("a")).isTrue();
        assertThat(limit.enter("a")).isFalse();
        assertThat(limit.enter("b")).isTrue();
        limit.leave("a");
        assertThat(limit.enter("a")).isTrue();
        assertThat(limit.enter("a")).isFalse();
    }

    @Test
    void a_client_that_was_refused_has_taken_no_place() {
        ClientLimit limit = new ClientLimit(1);
        limit.enter("a");
        limit.enter("a");
        limit.leave("a");

        assertThat(limit.enter("a")).isTrue();
    }

    @Test
    void of_many_at_once_exactly_as_many_enter_as_may() throws InterruptedException {
        ClientLimit limit = new ClientLimit(50);
        Callable<Boolean> enter = () -> limit.enter("a");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            long entered = threads
                    .invokeAll(IntStream.range(0, 2000).mapToObj(i -> enter).toList())
                    .stream()
                    .filter(one -> one.resultNow())
                    .count();

            assertThat(entered).isEqualTo(50);
        }
    }
}
