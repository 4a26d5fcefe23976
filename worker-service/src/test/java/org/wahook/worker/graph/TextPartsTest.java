package org.wahook.worker.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TextPartsTest {

    @Test
    void a_text_of_exactly_4096_characters_is_one_message() {
        String text = "x".repeat(4096);

        assertThat(TextParts.of(text)).containsExactly(text);
    }

    @Test
    void one_character_more_makes_a_second_message() {
        assertThat(TextParts.of("x".repeat(4097))).containsExactly("x".repeat(4096), "x");
    }

    @Test
    void a_space_at_the_boundary_itself_loses_no_letter() {
        assertThat(TextParts.of("x".repeat(4096) + " yes")).containsExactly("x".repeat(4096) + " ", "yes");
    }

    @Test
    void a_long_text_is_split_between_words() {
        String text = "hello ".repeat(2000).strip();
        List<String> parts = TextParts.of(text);

        assertThat(parts)
                .hasSize(3)
                .allSatisfy(part ->
                        assertThat(TextParts.sent(part)).startsWith("hello").endsWith("hello"));
        assertThat(String.join("", parts)).isEqualTo(text);
    }

    @Test
    void line_breaks_are_places_to_split_too() {
        assertThat(TextParts.of("x".repeat(4000) + "\n" + "y".repeat(200)))
                .containsExactly("x".repeat(4000) + "\n", "y".repeat(200));
    }

    @Test
    void a_word_that_is_longer_than_a_message_is_cut_and_nothing_of_it_is_lost() {
        String word = "0123456789".repeat(1000);

        assertThat(String.join("", TextParts.of(word))).isEqualTo(word);
        assertThat(TextParts.of(word)).allSatisfy(part -> assertThat(part).hasSizeLessThanOrEqualTo(4096));
    }

    @Test
    void white_space_at_the_end_makes_no_empty_message() {
        assertThat(TextParts.of("x".repeat(4096) + "\n\n")).containsExactly("x".repeat(4096));
    }

    @Test
    void a_short_word_before_a_very_long_one_does_not_make_a_tiny_message() {
        assertThat(TextParts.of("Hi " + "x".repeat(5000)).getFirst()).hasSize(4096);
    }

    @Test
    void a_cut_never_goes_through_an_emoji() {
        String emojis = "😀".repeat(3000);

        for (String text : List.of(emojis, "x" + emojis)) {
            assertThat(TextParts.of(text)).allSatisfy(part -> {
                assertThat(part).hasSizeLessThanOrEqualTo(4096);
                assertThat(new String(part.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                        .isEqualTo(part);
            });
            assertThat(String.join("", TextParts.of(text))).isEqualTo(text);
        }
    }

    @Test
    void whatever_the_text_no_part_is_empty_or_too_long_and_together_they_are_the_text() {
        Random random = new Random(7);
        for (int run = 0; run < 200; run++) {
            StringBuilder text = new StringBuilder("a");
            while (text.length() < 20_000) {
                switch (random.nextInt(4)) {
                    case 0 -> text.append(" ".repeat(1 + random.nextInt(random.nextInt(10) == 0 ? 6000 : 3)));
                    case 1 -> text.append("😀");
                    case 2 -> text.append("w".repeat(random.nextInt(random.nextInt(10) == 0 ? 6000 : 12)));
                    default -> text.append('\n');
                }
            }
            String whole = text.append('z').toString();
            List<String> parts = TextParts.of(whole);

            assertThat(parts)
                    .extracting(TextParts::sent)
                    .allSatisfy(part -> assertThat(part).isNotBlank().hasSizeLessThanOrEqualTo(4096));
            assertThat(String.join("", parts)).isEqualTo(whole);
        }
    }
}
