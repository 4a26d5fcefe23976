package org.wahook.shared.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.GetResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.wahook.platform.broker.Publication;
import org.wahook.shared.topology.Topology;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.rabbitmq.TestRabbit;

class DeadLetterCatalogTest extends CatalogFixture {

    @Test
    void letters_that_were_put_there_without_us_are_listed_in_one_order_at_every_look() throws Exception {
        for (int i = 0; i < 250; i++) {
            letter("letter-" + i, i % 2 == 0 ? "shop" : "bank", i % 5 == 0 ? "bad_data" : "graph_rejected", i);
        }
        List<String> first = all(ALL, 100);

        assertThat(first).hasSize(250).startsWith("letter-0", "letter-1").endsWith("letter-249");
        for (int look = 0; look < 5; look++) {
            assertThat(all(ALL, 70)).isEqualTo(first);
        }
        assertThat(TestRabbit.shared().messages(url, Topology.REPLIES_DEAD)).isEqualTo(250);
        assertThat(inQueue()).isEqualTo(first);
    }

    @Test
    void filters_count_and_groups_are_of_all_letters_and_not_of_the_page() throws Exception {
        for (int i = 0; i < 20; i++) {
            letter("letter-" + i, i < 15 ? "shop" : "bank", i < 5 ? "bad_data" : "graph_rejected", i);
        }
        LetterPage all = catalog.page(ALL, Optional.empty(), 3);
        LetterPage shop = catalog.page(
                new LetterFilter(REPLIES, Optional.of("shop"), Optional.of("graph_rejected")), Optional.empty(), 3);

        assertThat(all.count()).isEqualTo(20);
        assertThat(all.groups())
                .extracting(it -> it.chatbotId() + " " + it.reason() + " " + it.count())
                .containsExactly("shop graph_rejected 10", "bank graph_rejected 5", "shop bad_data 5");
        assertThat(shop.count()).isEqualTo(10);
        assertThat(shop.letters()).extracting(DeadLetter::id).containsExactly("letter-5", "letter-6", "letter-7");
        assertThat(shop.next()).isPresent();
    }

    @Test
    void a_letter_that_was_taken_away_elsewhere_is_gone_at_the_next_look() throws Exception {
        for (int i = 0; i < 5; i++) {
            letter("letter-" + i, "shop", "bad_data", i);
        }
        assertThat(all(ALL, 10)).hasSize(5);

        GetResponse taken = channel.basicGet(Topology.REPLIES_DEAD, true);

        assertThat(taken).isNotNull();
        assertThat(all(ALL, 10)).containsExactly("letter-1", "letter-2", "letter-3", "letter-4");
        channel.queuePurge(Topology.REPLIES_DEAD);
        assertThat(all(ALL, 10)).isEmpty();
    }

    @Test
    void letters_without_an_id_and_twins_are_counted_found_and_discarded() throws Exception {
        letter(null, "shop", null, 0);
        letter("twin", "shop", "bad_data", 1);
        letter("twin", "shop", "bad_data", 1);

        LetterPage page = catalog.page(ALL, Optional.empty(), 10);

        assertThat(page.count()).isEqualTo(3);
        String nameless = page.letters().stream()
                .map(DeadLetter::id)
                .filter(id -> id.startsWith("body-"))
                .findFirst()
                .orElseThrow();
        assertThat(catalog.discard(REPLIES, new Selection.WithIds(Set.of("twin"))))
                .isEqualTo(2);
        assertThat(catalog.discard(REPLIES, new Selection.WithIds(Set.of(nameless))))
                .isEqualTo(1);
        assertThat(catalog.page(ALL, Optional.empty(), 10).count()).isZero();
        assertThat(rows()).isZero();
    }

    @Test
    void a_replay_of_a_reason_takes_those_and_no_others() throws Exception {
        for (int i = 0; i < 10; i++) {
            letter("letter-" + i, "shop", i < 4 ? "bad_data" : "graph_rejected", i);
        }
        assertThat(catalog.replay(REPLIES, new Selection.OfReason("bad_data", Optional.of("shop"))))
                .isEqualTo(4);
        assertThat(catalog.replay(REPLIES, new Selection.OfReason("bad_data", Optional.empty())))
                .isZero();
        assertThat(catalog.page(ALL, Optional.empty(), 10).count()).isEqualTo(6);
    }

    @Test
    void what_is_recorded_when_it_is_confirmed_needs_no_reading_of_the_queue() throws Exception {
        try (DeadLetterRecorder recorder = new DeadLetterRecorder(new DeadLetterIndex(database.jdbi())).start()) {
            Map<String, Object> headers = headers("shop", "bad_data", 0);
            channel.basicPublish(
                    Topology.DEAD_EXCHANGE,
                    Topology.REPLIES_KEY,
                    true,
                    new BasicProperties.Builder()
                            .messageId("recorded")
                            .headers(headers)
                            .build(),
                    new byte[] {1});
            channel.waitForConfirmsOrDie(10_000);
            recorder.accept(Publication.json(
                    Topology.DEAD_EXCHANGE, Topology.REPLIES_KEY, "recorded", headers, new byte[] {1}));
            recorder.accept(Publication.json(Topology.EXCHANGE, "replies.0", "a job", Map.of(), new byte[] {1}));
            Deadline.eventually(SOON, "the row is there", () -> rows() == 1);
        }
        // Held by somebody else: the index still has it, and the counts say that something is wrong.
        assertThat(all(ALL, 10)).containsExactly("recorded");
    }

    @Test
    void a_row_whose_letter_never_came_is_gone_at_the_next_look() throws Exception {
        new DeadLetterIndex(database.jdbi())
                .insert(List.of(DeadLetter.of(Publication.json(
                                Topology.DEAD_EXCHANGE,
                                Topology.REPLIES_KEY,
                                "phantom",
                                headers("shop", "bad_data", 0),
                                new byte[] {1}))
                        .orElseThrow()));
        letter("real", "shop", "bad_data", 1);
        letter("other", "shop", "bad_data", 2);

        assertThat(all(ALL, 10)).containsExactly("real", "other");
    }

    @Test
    void while_the_index_can_not_be_written_letters_are_replayed_and_none_is_lost() throws Exception {
        for (int i = 0; i < 3; i++) {
            letter("letter-" + i, "shop", "bad_data", i);
        }
        assertThat(all(ALL, 10)).hasSize(3);
        database.jdbi().useHandle(handle -> handle.execute("ALTER TABLE dead_letters RENAME TO elsewhere"));
        DeadLetters letters = new DeadLetters(rabbit, TOPOLOGY, Optional.of(new DeadLetterIndex(database.jdbi())));

        assertThat(letters.replay(REPLIES, new Selection.WithIds(Set.of("letter-1"))))
                .isEqualTo(1);

        database.jdbi().useHandle(handle -> handle.execute("ALTER TABLE elsewhere RENAME TO dead_letters"));
        assertThat(all(ALL, 10)).containsExactly("letter-0", "letter-2");
    }

    private long rows() {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("SELECT count(*) FROM dead_letters")
                        .mapTo(Long.class)
                        .one());
    }

    private List<String> all(LetterFilter filter, int limit) {
        List<String> ids = new ArrayList<>();
        Optional<LetterPlace> after = Optional.empty();
        do {
            LetterPage page = catalog.page(filter, after, limit);
            page.letters().forEach(letter -> ids.add(letter.id()));
            after = page.next().map(LetterPlace::mark).flatMap(LetterPlace::parse);
        } while (after.isPresent());
        return ids;
    }

    private List<String> inQueue() throws IOException {
        List<String> ids = new ArrayList<>();
        for (GetResponse next = channel.basicGet(Topology.REPLIES_DEAD, true);
                next != null;
                next = channel.basicGet(Topology.REPLIES_DEAD, true)) {
            ids.add(next.getProps().getMessageId());
        }
        return ids;
    }

    private void letter(@Nullable String id, String chatbot, @Nullable String reason, int second) throws Exception {
        BasicProperties properties = new BasicProperties.Builder()
                .deliveryMode(2)
                .messageId(id)
                .headers(headers(chatbot, reason, second))
                .build();
        channel.basicPublish(
                Topology.DEAD_EXCHANGE, Topology.REPLIES_KEY, true, properties, new byte[] {(byte) second});
        channel.waitForConfirmsOrDie(10_000);
    }
}
