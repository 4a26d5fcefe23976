package org.wahook.shared.formatting;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyTextTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "\t\r\n\u000b\f",
                "\0",
                "\u0085",
                "\u00a0",
                "\u00ad",
                "\u1680",
                "\u180e",
                "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a",
                "\u200b\u200c\u200d\u200e\u200f",
                "\u2028\u2029",
                "\u202f\u205f\u2060\u3000\ufeff",
                "\u2800\u3164\u115f\uffa0\ufe0f",
                "\0 \u00a0\0",
            })
    void white_space_of_any_kind_is_silence(String text) {
        assertThat(ReplyText.clean(text)).isEmpty();
    }

    @Test
    void nul_is_dropped_and_white_space_at_the_ends() {
        assertThat(ReplyText.clean("\u00a0 he\0llo \u3000\n")).isEqualTo("hello");
    }

    @Test
    void what_shapes_the_text_stays() {
        String text = "\u200fمرحبا\u200f 👨\u200d👩 a\u00a0b";

        assertThat(ReplyText.clean(text)).isEqualTo(text);
    }

    @Test
    void half_a_pair_is_replaced_since_no_one_could_store_it() {
        assertThat(ReplyText.clean("a\ud83d b 😀")).isEqualTo("a\uFFFD b 😀");
    }
}
