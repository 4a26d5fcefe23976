package org.wahook.platform.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClientNamesTest {

    private final AtomicLong nanoTime = new AtomicLong();
    private final ClientNames names = new ClientNames(2, nanoTime::get);
    private final List<String> retired = new ArrayList<>();

    @Test
    void while_there_is_room_each_chatbot_has_a_label_of_its_own_and_then_all_others_share_one() {
        assertThat(names.labelOf("a")).isEqualTo("a");
        assertThat(names.labelOf("b")).isEqualTo("b");
        assertThat(names.labelOf("c")).isEqualTo("other");
        assertThat(names.labelOf("a")).isEqualTo("a");
        assertThat(names.labelOf("d")).isEqualTo("other");
    }

    @Test
    void whoever_has_twice_the_traffic_takes_over_the_label_of_the_quietest_whose_meters_go() {
        names.whenRetired(retired::add);
        traffic("quiet", 3);
        traffic("busy", 10);
        traffic("busiest", 100);
        assertThat(names.labelOf("busiest")).isEqualTo("other");

        aMinuteLater();

        assertThat(names.labelOf("busiest")).isEqualTo("busiest");
        assertThat(names.labelOf("busy")).isEqualTo("busy");
        assertThat(names.labelOf("quiet")).isEqualTo("other");
        assertThat(retired).containsExactly("quiet");
    }

    @Test
    void among_equals_nothing_changes() {
        names.whenRetired(retired::add);
        for (int minute = 0; minute < 10; minute++) {
            traffic("a", 50);
            traffic("b", 60);
            traffic("c", 70);
            aMinuteLater();
        }

        assertThat(names.labelOf("a")).isEqualTo("a");
        assertThat(names.labelOf("c")).isEqualTo("other");
        assertThat(retired).isEmpty();
    }

    @Test
    void what_was_long_ago_no_longer_counts() {
        traffic("once", 1000);
        traffic("b", 1000);
        for (int minute = 0; minute < 15; minute++) {
            traffic("b", 100);
            traffic("now", 20);
            aMinuteLater();
        }

        assertThat(names.labelOf("now")).isEqualTo("now");
        assertThat(names.labelOf("once")).isEqualTo("other");
    }

    @Test
    void never_are_there_more_labels_at_one_time_than_the_most() {
        Set<String> used = new HashSet<>();
        names.whenRetired(used::remove);
        names.whenRetired(retired::add);
        for (int i = 0; i < 30_000; i++) {
            if (i % 1000 == 0) {
                nanoTime.addAndGet(Duration.ofMinutes(1).toNanos());
            }
            String label = names.labelOf("client-" + i % 12_000);
            if (!label.equals("other")) {
                used.add(label);
            }
            assertThat(used.size()).isLessThanOrEqualTo(2);
        }
        assertThat(retired).as("labels that were taken over").isNotEmpty();
    }

    private void traffic(String chatbotId, int messages) {
        IntStream.range(0, messages).forEach(i -> names.labelOf(chatbotId));
    }

    private void aMinuteLater() {
        nanoTime.addAndGet(Duration.ofMinutes(1).toNanos());
        names.labelOf("b");
    }
}
