package org.wahook.shared.formatting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class WhatsAppTextTest {

    static List<Arguments> markdown() {
        return List.of(
                Arguments.of("**bold**", "*bold*"),
                Arguments.of("__bold__", "*bold*"),
                Arguments.of("a **b c** d", "a *b c* d"),
                Arguments.of("*italic*", "_italic_"),
                Arguments.of("_italic_", "_italic_"),
                Arguments.of("***both***", "*_both_*"),
                Arguments.of("**_both_**", "*_both_*"),
                Arguments.of("_**both**_", "*_both_*"),
                Arguments.of("**bold and *italic* words**", "*bold and _italic_ words*"),
                Arguments.of("~~gone~~", "~gone~"),
                Arguments.of("**~~gone~~**", "*~gone~*"),
                Arguments.of("(**x**), **y**.", "(*x*), *y*."),
                Arguments.of("**two\nlines**", "*two*\n*lines*"),
                Arguments.of("un**believ**able", "unbelievable"),
                Arguments.of("**outer **inner** text**", "*outer inner text*"),
                Arguments.of("# Heading", "*Heading*"),
                Arguments.of("### Heading with **bold** ###", "*Heading with bold*"),
                Arguments.of("> # Heading", "> *Heading*"),
                Arguments.of("- # Heading", "- *Heading*"),
                Arguments.of("Order no. #7#\n# Heading", "Order no. #7#\n*Heading*"),
                Arguments.of("Order no. #7#", "Order no. #7#"),
                Arguments.of("Title\n=====\nText", "*Title*\nText"),
                Arguments.of("Title\n---\nText", "*Title*\nText"),
                Arguments.of("[our shop](https://example.com/a_b)", "our shop (https://example.com/a_b)"),
                Arguments.of("[https://example.com](https://example.com)", "https://example.com"),
                Arguments.of("[example.com](https://example.com/)", "https://example.com/"),
                Arguments.of("[a@example.com](mailto:a@example.com)", "a@example.com"),
                Arguments.of("**[our *shop*](https://example.com)**", "*our _shop_ (https://example.com)*"),
                Arguments.of("<https://example.com/x_y_z>", "https://example.com/x_y_z"),
                Arguments.of("see [this][1].\n\n[1]: https://example.com", "see this (https://example.com)."),
                Arguments.of("![a cat](https://example.com/cat.png)", "https://example.com/cat.png"),
                Arguments.of("![a cat](data:image/png;base64,AAAA)", "a cat"),
                Arguments.of("[![logo](https://e.com/l.png)](https://e.com)", "logo (https://e.com)"),
                Arguments.of("* one\n* two", "- one\n- two"),
                Arguments.of("- one\n  * deeper\n    * deepest\n- two", "- one\n  - deeper\n    - deepest\n- two"),
                Arguments.of("* **Price:** 5 EUR\n* **Size:** 3", "- *Price:* 5 EUR\n- *Size:* 3"),
                Arguments.of("1. **one**\n2. two", "1. *one*\n2. two"),
                Arguments.of("> **said**\n> more", "> *said*\n> more"),
                Arguments.of("above\n\n---\n\nbelow", "above\n\nbelow"),
                Arguments.of("```python\nx = a**b**c\n```", "```\nx = a**b**c\n```"),
                Arguments.of("~~~\n**x**\n~~~", "```\n**x**\n```"),
                Arguments.of("```\ncut off **here**", "```\ncut off **here**\n```"),
                Arguments.of("use `**x**` and **y**", "use `**x**` and *y*"),
                Arguments.of("``x``", "`x`"),
                Arguments.of(
                        "| Name | Price |\n|------|------:|\n| **Shoe** | 5 EUR |\n| Hat | |\n\nend",
                        "*Name* | *Price*\n*Shoe* | 5 EUR\nHat |\n\nend"),
                Arguments.of("**5** and snake\\_case", "*5* and snake_case"),
                Arguments.of("**5** \\* 3", "*5* * 3"),
                Arguments.of("**a** \\*b\\*", "*a* \u2060*b*"));
    }

    @ParameterizedTest
    @MethodSource("markdown")
    void markdown_becomes_whatsapps_formatting(String markdown, String expected) {
        assertThat(WhatsAppText.of(markdown)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Hello! We are open from 9 to 5.",
                "3 * 4 * 5 = 60",
                "3*4*5=60 and 2**3**4",
                "snake_case_words and __init",
                "https://example.com/a_b_c?x=_1_&y=*2*z",
                "https://example.com/(x)/[y]",
                "5* hotel, 4*-superior",
                "Price: 5 € | 6 $",
                "1. first\n2. second\n\n10) tenth",
                "- one\n- two\n  - deeper",
                "+ 49 30 123456\n+ 5 EUR",
                "#1 in town, #hashtag, C#",
                "a < b > c, <b>not markdown</b> & &amp;",
                "> quoted",
                "`code` and ```code block```",
                "```\ncode\n```",
                "    indented **code**",
                "C:\\_temp\\*.txt \\o/",
                "¯\\_(ツ)_/¯",
                "[x] done, [ ] open, f[i] (see below)",
                "~5 km, ~10 min",
                "Best\n--\nJoe",
                "two  spaces  \nand\ttabs\r\nand CRLF\r\n",
                "x^2 - 3x + 1 = 0",
                "👨‍👩‍👧 😀 é ü ß 你好 مرحبا",
                "*",
                "**",
                "---",
                "* * *",
                "#",
                "![]()",
            })
    void text_without_markdown_comes_out_as_it_came(String text) {
        assertThat(WhatsAppText.of(text)).isEqualTo(text);
    }

    @Test
    void a_plain_short_reply_costs_no_copy() {
        String text = "Yes, we have it in red - 5 € each.";

        assertThat(WhatsAppText.of(text)).isSameAs(text);
    }

    static List<String> hostile() {
        return List.of(
                "*",
                "**a",
                "*a_ ",
                "_a",
                "[",
                "![",
                "[a](",
                "[a](b",
                "]",
                "](",
                "<",
                "<a",
                "`",
                "`` ",
                "```\n",
                "> ",
                ">",
                "- ",
                "1. ",
                "* ",
                "  * a\n",
                "#",
                "# a\n",
                "|",
                "a|b\n",
                "|-|\n",
                "~~a",
                "~~",
                "\\",
                "\\*",
                "&",
                "&amp;",
                "---\n",
                "===\n",
                "a\n---\n",
                "[a]: b\n",
                "[a][b] ",
                "<!--",
                "<![CDATA[",
                "<?",
                "(",
                ")",
                "**a** ",
                "***a***",
                "*a **b ",
                "[![a](b)](c)",
                "\n",
                "\t",
                " ",
                "a\n\n",
                "\u00a0",
                "\ud83d\ude00**");
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void a_hostile_answer_of_a_megabyte_takes_no_longer_than_a_second(String unit) {
        String text = unit.repeat(1_000_000 / unit.length());
        WhatsAppText.of(text.substring(0, 10_000));

        Assertions.assertTimeout(Duration.ofSeconds(10), () -> WhatsAppText.of(text));
    }

    @Test
    void whatever_the_text_it_is_converted_and_its_letters_stay() {
        Random random = new Random(11);
        List<String> units = hostile();
        for (int run = 0; run < 3000; run++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(40); i >= 0; i--) {
                text.append(random.nextInt(3) == 0 ? "word" + i + " " : units.get(random.nextInt(units.size())));
            }
            String input = text.toString();
            assertThatCode(() -> WhatsAppText.of(input)).as(input).doesNotThrowAnyException();
            String converted = WhatsAppText.of(input);
            if (!input.contains("](") && !input.contains("]: b") && !input.contains("][")) {
                assertThat(letters(converted)).as(input).isEqualTo(letters(input));
            }
        }
    }

    private static String letters(String text) {
        return text.replaceAll("(?m)^(\\s|[>*+-]|1\\.)*(```|~~~).*$", "").replaceAll("[^a-z0-9]", "");
    }
}
