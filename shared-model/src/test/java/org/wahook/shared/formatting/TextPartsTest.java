package org.wahook.shared.formatting;

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
        assertThat(TextParts.of("x".repeat(4097))).containsExactly("x".repeat(4080), "x".repeat(17));
    }

    @Test
    void a_space_at_the_boundary_itself_loses_no_letter() {
        assertThat(TextParts.of("x".repeat(4080) + " " + "y".repeat(20)))
                .containsExactly("x".repeat(4080) + " ", "y".repeat(20));
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
        assertThat(TextParts.of("Hi " + "x".repeat(5000)).getFirst()).hasSize(4080);
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
    void the_limit_holds_by_any_way_of_counting() {
        for (String letter : List.of("ü", "你", "😀")) {
            assertThat(TextParts.of(letter.repeat(4096)))
                    .hasSizeGreaterThan(1)
                    .allSatisfy(part ->
                            assertThat(part.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(4096));
        }
    }

    @Test
    void empty_lines_are_better_places_than_lines_and_these_better_than_words() {
        String paragraph = "word ".repeat(500).strip();

        assertThat(TextParts.of(paragraph + "\n\n" + "a b\n".repeat(300) + paragraph)
                        .getFirst())
                .isEqualTo(paragraph + "\n\n");
        assertThat(TextParts.of(paragraph + "\n" + "word ".repeat(600)).getFirst())
                .isEqualTo(paragraph + "\n");
    }

    @Test
    void a_code_block_is_closed_in_its_part_and_opened_again_in_the_next() {
        String line = "    x = compute(y) ```".replace("```", "") + "#".repeat(60) + "\n";
        String text = "Here:\n```\n" + line.repeat(100) + "```\nDone.";
        List<String> parts = TextParts.of(text);

        assertThat(parts).hasSizeGreaterThan(1).allSatisfy(part -> {
            assertThat(part.split("```", -1).length % 2).isEqualTo(1);
            assertThat(part.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(4096);
        });
        assertThat(parts.get(1)).startsWith("```\n    x = compute(y)");
        assertThat(joined(parts)).isEqualTo(text);
    }

    @Test
    void three_backticks_that_nothing_closes_are_no_code_block() {
        assertThat(TextParts.of("```\n" + "word ".repeat(2000)).get(1)).startsWith("word");
    }

    @Test
    void a_cut_is_never_between_backticks() {
        String text = "x".repeat(4079) + "```" + "y".repeat(3000) + "```";

        assertThat(TextParts.of(text).get(0)).isEqualTo("x".repeat(4079));
        assertThat(joined(TextParts.of(text))).isEqualTo(text);
    }

    @Test
    void a_cut_is_never_inside_what_a_reader_sees_as_one_character() {
        for (String cluster : List.of("👨‍👩‍👧‍👦", "🇩🇪", "e\u0301", "👍🏽", "नि")) {
            for (int shift = 0; shift < 7; shift++) {
                List<String> parts = TextParts.of("x".repeat(shift) + cluster.repeat(3000));
                int clusters = parts.stream()
                        .mapToInt(part -> (int) java.util.regex.Pattern.compile("\\X")
                                .matcher(part)
                                .results()
                                .count())
                        .sum();
                assertThat(clusters).as(cluster).isLessThanOrEqualTo(3000 + shift);
                assertThat(parts)
                        .allSatisfy(part -> assertThat(part.replace("x", ""))
                                .endsWith(cluster)
                                .startsWith(cluster));
            }
        }
    }

    @Test
    void a_space_with_an_accent_on_it_is_no_place_to_split() {
        String text = "a".repeat(4000) + " \u0301" + "b".repeat(500);

        assertThat(TextParts.of(text)).hasSize(2).noneMatch(part -> part.startsWith("\u0301"));
    }

    @Test
    void one_character_that_is_longer_than_a_message_is_cut_all_the_same() {
        String text = "e" + "\u0301".repeat(9000);

        assertThat(String.join("", TextParts.of(text))).isEqualTo(text);
    }

    @Test
    void a_megabyte_is_bounded_to_twenty_messages_and_says_that_something_is_missing() {
        for (String unit : List.of("word ", "x", "你", "``` ", "\n", "e\u0301", "\u00a0x")) {
            List<String> parts = TextParts.of("a" + unit.repeat(1_000_000 / unit.length()) + "z");

            assertThat(parts).as(unit).hasSizeLessThanOrEqualTo(20);
            assertThat(parts)
                    .allSatisfy(part -> assertThat(TextParts.sent(part).getBytes(StandardCharsets.UTF_8))
                            .hasSizeLessThanOrEqualTo(4096));
        }
        assertThat(TextParts.cutOff(TextParts.of("word ".repeat(200_000)))).isTrue();
        assertThat(TextParts.cutOff(TextParts.of("word ".repeat(2_000)))).isFalse();
    }

    private static String joined(List<String> parts) {
        String said = parts.getFirst();
        for (int i = 1; i < parts.size(); i++) {
            said = TextParts.joined(said, parts.get(i - 1), parts.get(i));
        }
        return said;
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
