package org.wahook.admin.console.view;

import java.util.ArrayList;
import java.util.List;

/**
 * A text with WhatsApp's own formatting, as WhatsApp would show it: {@code *bold*}, {@code _italic_}, {@code ~struck~},
 * {@code `code`}, blocks of code, quotes and lists. It holds words and styles and no HTML: the words are a stranger's.
 */
public record FormattedText(List<Line> lines) {

    private static final String FENCE = "```";
    private static final String MARKS = "*_~`";

    public FormattedText {
        lines = List.copyOf(lines);
    }

    /** @param kind {@code plain}, {@code quote}, {@code item} or {@code code} */
    public record Line(String kind, List<Span> spans) {
        public Line {
            spans = List.copyOf(spans);
        }
    }

    /** @param style classes of CSS, in blanks; empty where there is none */
    public record Span(String text, String style) {}

    public static FormattedText of(String text) {
        List<Line> lines = new ArrayList<>();
        int from = 0;
        while (from < text.length()) {
            int open = text.indexOf(FENCE, from);
            int close = open < 0 ? -1 : text.indexOf(FENCE, open + FENCE.length());
            if (close < 0) {
                break;
            }
            addLines(text.substring(from, open), lines);
            String code = text.substring(open + FENCE.length(), close);
            lines.add(new Line("code", List.of(new Span(code.replaceAll("^\\n|\\n$", ""), ""))));
            from = close + FENCE.length();
        }
        addLines(text.substring(from), lines);
        return new FormattedText(lines);
    }

    private static void addLines(String text, List<Line> lines) {
        String bare = text.replaceAll("^\\n|\\n$", "");
        if (!bare.isEmpty()) {
            bare.lines().forEach(line -> lines.add(line(line)));
        }
    }

    private static Line line(String line) {
        if (line.startsWith("> ")) {
            return new Line("quote", spans(line.substring(2)));
        }
        if (line.startsWith("- ") || line.startsWith("* ")) {
            return new Line("item", spans("• " + line.substring(2)));
        }
        return new Line("plain", spans(line));
    }

    private static List<Span> spans(String line) {
        List<Span> spans = new ArrayList<>();
        addSpans(line, "", "", spans);
        return spans;
    }

    /** @param open marks that the text stands between: none of them can be opened again */
    private static void addSpans(String text, String open, String style, List<Span> spans) {
        int start = 0;
        int at = 0;
        while (at < text.length()) {
            char mark = text.charAt(at);
            int end = MARKS.indexOf(mark) >= 0 && open.indexOf(mark) < 0 ? end(text, at) : -1;
            if (end < 0) {
                at++;
                continue;
            }
            add(text.substring(start, at), style, spans);
            String inside = text.substring(at + 1, end);
            String more = (style + " " + word(mark)).strip();
            if (mark == '`') {
                add(inside, more, spans);
            } else {
                addSpans(inside, open + mark, more, spans);
            }
            at = end + 1;
            start = at;
        }
        add(text.substring(start), style, spans);
    }

    private static void add(String text, String style, List<Span> spans) {
        if (!text.isEmpty()) {
            spans.add(new Span(text, style));
        }
    }

    /** Where what begins at this mark ends; -1 where the mark stands for itself. */
    private static int end(String text, int start) {
        char mark = text.charAt(start);
        boolean opens = (start == 0 || !Character.isLetterOrDigit(text.charAt(start - 1)))
                && start + 1 < text.length()
                && !Character.isWhitespace(text.charAt(start + 1));
        for (int end = opens ? text.indexOf(mark, start + 2) : -1; end >= 0; end = text.indexOf(mark, end + 1)) {
            boolean closes = !Character.isWhitespace(text.charAt(end - 1))
                    && (end + 1 == text.length() || !Character.isLetterOrDigit(text.charAt(end + 1)));
            if (closes) {
                return end;
            }
        }
        return -1;
    }

    private static String word(char mark) {
        return switch (mark) {
            case '*' -> "bold";
            case '_' -> "italic";
            case '~' -> "struck";
            default -> "mono";
        };
    }
}
