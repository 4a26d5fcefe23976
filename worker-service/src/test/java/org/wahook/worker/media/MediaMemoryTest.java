package org.wahook.worker.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MediaMemoryTest {

    private static final long KIB = 1024;
    private static final Duration NOW = Duration.ZERO;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final MediaMemory memory = new MediaMemory(100 * KIB, meters);

    private double used() {
        return meters.get("wahook.media.memory.used").gauge().value();
    }

    @AfterEach
    void nothingIsLeft() {
        assertThat(used()).isZero();
        assertThat(memory.clients()).isZero();
    }

    @Test
    void one_client_holds_half_and_leaves_the_rest_to_others() {
        try (MediaMemory.Room slow = memory.room("slow");
                MediaMemory.Room other = memory.room("other")) {
            assertThat(slow.grow(30 * KIB, NOW)).isTrue();
            assertThat(slow.grow(20 * KIB, NOW)).isTrue();
            assertThat(memory.reserve("slow", KIB, NOW)).isEmpty();
            assertThat(other.grow(50 * KIB, NOW)).isTrue();
            assertThat(used()).isEqualTo(100.0 * KIB);
        }
    }

    @Test
    void a_single_file_may_be_larger_than_a_clients_half_where_it_holds_nothing_else() {
        try (MediaMemory.Room large = memory.reserve("a", 80 * KIB, NOW).orElseThrow()) {
            assertThat(memory.reserve("a", KIB, NOW)).isEmpty();
            try (MediaMemory.Room other = memory.reserve("b", 20 * KIB, NOW).orElseThrow()) {
                assertThat(other.grow(KIB, NOW)).isFalse();
            }
            assertThat(large.grow(20 * KIB, NOW)).isTrue();
        }
        try (MediaMemory.Room _ = memory.reserve("a", 10 * KIB, NOW).orElseThrow()) {
            assertThat(memory.reserve("a", 80 * KIB, NOW)).isEmpty();
        }
    }

    @Test
    void whoever_waits_gets_room_when_it_is_given_back() throws InterruptedException {
        MediaMemory.Room first = memory.reserve("a", 50 * KIB, NOW).orElseThrow();
        Thread later = Thread.startVirtualThread(() -> {
            pause();
            first.close();
        });
        Optional<MediaMemory.Room> second = memory.reserve("a", 50 * KIB, Duration.ofSeconds(30));
        assertThat(second).isPresent();
        second.ifPresent(MediaMemory.Room::close);
        later.join();
    }

    @Test
    void more_than_there_is_is_never_given() {
        assertThat(memory.reserve("a", 101 * KIB, Duration.ofSeconds(30))).isEmpty();
    }

    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
