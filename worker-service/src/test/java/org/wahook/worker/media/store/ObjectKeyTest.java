package org.wahook.worker.media.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObjectKeyTest {

    private static final Instant NOW = Instant.parse("2026-11-28T23:59:59Z");

    @Test
    void a_name_begins_with_its_client_and_cannot_be_guessed() {
        assertThat(ObjectKey.create("shop1", NOW)).matches("shop1/2026-11/[0-9a-f]{32}");
        assertThat(ObjectKey.create("shop1", NOW)).isNotEqualTo(ObjectKey.create("shop1", NOW));
    }

    @ParameterizedTest
    @CsvSource({"a/b, a_b", "../a, ___a", "a.b, a_b", "größe, gr__e", "a b, a_b"})
    void no_id_of_a_client_leads_into_the_folder_of_another(String chatbotId, String readable) {
        assertThat(ObjectKey.prefix(chatbotId)).matches(readable + "\\.[0-9a-f]{16}");
    }

    @Test
    void two_ids_that_look_alike_have_two_prefixes() {
        assertThat(ObjectKey.prefix("a/b")).isNotEqualTo(ObjectKey.prefix("a.b"));
        assertThat(ObjectKey.prefix("x".repeat(100))).isNotEqualTo(ObjectKey.prefix("x".repeat(101)));
        assertThat(ObjectKey.prefix("x".repeat(100))).hasSizeLessThan(100);
    }
}
