package org.wahook.shared.formatting;

import java.util.List;
import org.commonmark.ext.gfm.strikethrough.StrikethroughExtension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;

/**
 * Rewrites Markdown to the formatting that WhatsApp shows. The text is edited where Markdown stands in it and nowhere
 * else, so a text without Markdown comes out byte for byte, and so does code.
 */
public final class WhatsAppText {

    /** More than all parts of one reply may hold. Bounds what a hostile answer can cost. */
    static final int LONGEST = 100_000;

    /** No reply for people is nested deeper. What is deeper stays as it is written. */
    private static final int DEEPEST = 32;

    private static final Parser PARSER = Parser.builder()
            .extensions(List.of(
                    TablesExtension.create(),
                    StrikethroughExtension.builder().requireTwoTildes(true).build()))
            .includeSourceSpans(IncludeSourceSpans.BLOCKS_AND_INLINES)
            .maxOpenBlockParsers(DEEPEST)
            .maxInlineNesting(DEEPEST)
            .build();

    private WhatsAppText() {}

    /** The same text where it has no Markdown. Of a very long text only the beginning. */
    public static String of(String markdown) {
        String text = markdown.length() > LONGEST ? markdown.substring(0, LONGEST) : markdown;
        if (!mayHaveMarkdown(text)) {
            return text;
        }
        Edits edits = new Edits(text);
        new MarkdownWalk(text, edits).walk(PARSER.parse(text));
        String converted = edits.apply();
        return ReplyText.isBlank(converted) ? text : converted;
    }

    /** One look at each character. A usual short reply needs no parser. */
    private static boolean mayHaveMarkdown(String text) {
        for (int i = 0; i < text.length(); i++) {
            char next = i + 1 < text.length() ? text.charAt(i + 1) : ' ';
            boolean found = switch (text.charAt(i)) {
                case '*', '`', '|' -> true;
                case '#' -> mayBeginLine(text, i) && (next == '#' || Character.isWhitespace(next));
                case '_' -> next == '_';
                case '~' -> next == '~';
                case '-' -> next == '-' || (next == ' ' && text.startsWith("- -", i));
                case '=' -> next == '=';
                case ']' -> next == '(' || next == '[' || next == ':';
                case '<' -> Character.isLetter(next);
                default -> false;
            };
            if (found) {
                return true;
            }
        }
        return false;
    }

    /** Whether only blanks or the marks of quotes and lists may stand before it. */
    private static boolean mayBeginLine(String text, int position) {
        char before = position == 0 ? '\n' : text.charAt(position - 1);
        return before == '>' || Character.isWhitespace(before);
    }
}
