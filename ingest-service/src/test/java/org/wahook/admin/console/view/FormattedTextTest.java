package org.wahook.admin.console.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormattedTextTest {

    /** Styled words as {@code style(words)}, lines as {@code kind: …}, one below the other. */
    private static String shown(String text) {
        return FormattedText.of(text).lines().stream()
                .map(line -> (line.kind().equals("plain") ? "" : line.kind() + ": ")
                        + line.spans().stream()
                                .map(span ->
                                        span.style().isEmpty() ? span.text() : span.style() + "(" + span.text() + ")")
                                .collect(Collectors.joining()))
                .collect(Collectors.joining(" | "));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '"', textBlock = """
            Hi;                       Hi
            *Hi* there;               bold(Hi) there
            _so_ ~old~;               italic(so) struck(old)
            a `b*c*` d;               a mono(b*c*) d
            *bold _both_ bold*;       bold(bold )bold italic(both)bold( bold)
            2 * 3 * 4;                2 * 3 * 4
            a_b_c;                    a_b_c
            *not closed;              *not closed
            **;                       **
            * * *;                    "item: • * *"
            (*Hi*);                   (bold(Hi))
            - one;                    "item: • one"
            > said;                   "quote: said"
            <b>*x*</b>;               <b>bold(x)</b>
            """)
    void a_line_is_shown_as_whatsapp_shows_it(String text, String expected) {
        assertThat(shown(text)).isEqualTo(expected);
    }

    @Test
    void blocks_of_code_keep_their_lines_and_marks() {
        assertThat(shown("Look:\n```\nif *x*\n  y\n```\nDone\n\nBye"))
                .isEqualTo("Look: | code: if *x*\n  y | Done |  | Bye");
        assertThat(shown("```open")).isEqualTo("```open");
    }

    @Test
    void text_that_is_nothing_but_marks_takes_no_time() {
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(5), () -> FormattedText.of(" *a_b~c`".repeat(512) + "*_~`".repeat(512)));
    }
}
