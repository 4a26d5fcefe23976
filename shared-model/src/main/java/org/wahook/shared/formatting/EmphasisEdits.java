package org.wahook.shared.formatting;

import java.util.List;
import java.util.Optional;
import org.commonmark.ext.gfm.strikethrough.Strikethrough;
import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.node.Emphasis;
import org.commonmark.node.Heading;
import org.commonmark.node.Node;
import org.commonmark.node.SourceSpan;
import org.commonmark.node.StrongEmphasis;

/**
 * Bold, italic and struck-through words. WhatsApp's marks are one character, end on the line where they begin, and are
 * not seen inside a word.
 */
final class EmphasisEdits {

    private final String text;
    private final Edits edits;

    EmphasisEdits(String text, Edits edits) {
        this.text = text;
        this.edits = edits;
    }

    void strong(StrongEmphasis strong) {
        Optional<Range> range = Range.of(strong);
        if (range.isEmpty() || isArithmetic(range.get())) {
            return;
        }
        if (isBold(strong.getParent())) {
            edit(strong, 2, "");
        } else if (isAlone(strong) && strong.getParent() instanceof Emphasis && !insideWord(outer(strong))) {
            edit(strong, 2, "_");
        } else {
            edit(strong, 2, insideWord(range.get()) ? "" : "*");
        }
    }

    void italic(Emphasis italic) {
        Optional<Range> range = Range.of(italic);
        // Inside a word a single star is rather a multiplication.
        if (range.isEmpty() || insideWord(range.get())) {
            return;
        }
        boolean boldInside = italic.getFirstChild() instanceof StrongEmphasis inner && isAlone(inner);
        if (boldInside && !isBold(italic.getParent())) {
            edit(italic, 1, "*");
        } else if (has(italic.getParent(), Emphasis.class)) {
            edit(italic, 1, "");
        } else {
            edit(italic, 1, "_");
        }
    }

    void struck(Strikethrough struck) {
        Range.of(struck).ifPresent(range -> edit(struck, 2, insideWord(range) ? "" : "~"));
    }

    private static boolean isAlone(Node node) {
        return node.getPrevious() == null && node.getNext() == null;
    }

    private static Range outer(Node node) {
        return Range.of(node.getParent()).orElse(new Range(0, 0));
    }

    /** {@code ***x***} is bold around italic, whichever the parser has found inside the other. */
    private static boolean isBold(Node from) {
        for (Node node = from; node != null; node = node.getParent()) {
            if (node instanceof StrongEmphasis
                    || node instanceof Heading
                    || (node instanceof TableCell cell && cell.isHeader())) {
                return true;
            }
        }
        return false;
    }

    private static boolean has(Node from, Class<? extends Node> type) {
        for (Node node = from; node != null; node = node.getParent()) {
            if (type.isInstance(node)) {
                return true;
            }
        }
        return false;
    }

    /** A mark beside a letter or digit would be shown as it is. */
    private boolean insideWord(Range range) {
        return isWordAt(range.start() - 1) || isWordAt(range.end());
    }

    /** {@code 2**3**4} */
    private boolean isArithmetic(Range range) {
        boolean digitBefore = range.start() > 0 && Character.isDigit(text.charAt(range.start() - 1));
        boolean digitInside = Character.isDigit(text.charAt(range.start() + 2));
        return digitBefore || (digitInside && isWordAt(range.start() - 1));
    }

    private boolean isWordAt(int index) {
        return index >= 0 && index < text.length() && Character.isLetterOrDigit(text.charAt(index));
    }

    private void edit(Node node, int markLength, String mark) {
        List<SourceSpan> lines = node.getSourceSpans();
        Range first = Range.of(lines.getFirst());
        Range last = Range.of(lines.getLast());
        if (!text.startsWith(mark.isEmpty() ? "\0" : mark, first.start()) || markLength > 1) {
            edits.replace(first.start(), first.start() + markLength, mark);
            edits.replace(last.end() - markLength, last.end(), mark);
        }
        acrossLines(lines, mark);
    }

    private void acrossLines(List<SourceSpan> spans, String mark) {
        for (int i = 1; i < spans.size() && !mark.isEmpty(); i++) {
            if (spans.get(i).getLineIndex() != spans.get(i - 1).getLineIndex()) {
                int lineEnd = Range.of(spans.get(i - 1)).end();
                while (lineEnd > 0 && Character.isWhitespace(text.charAt(lineEnd - 1))) {
                    lineEnd--;
                }
                edits.close(lineEnd, mark);
                edits.open(Range.of(spans.get(i)).start(), mark);
            }
        }
    }
}
