package org.wahook.shared.formatting;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.commonmark.ext.gfm.strikethrough.Strikethrough;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.node.BulletList;
import org.commonmark.node.Code;
import org.commonmark.node.Emphasis;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.Heading;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.LinkReferenceDefinition;
import org.commonmark.node.ListItem;
import org.commonmark.node.Node;
import org.commonmark.node.SourceSpan;
import org.commonmark.node.StrongEmphasis;
import org.commonmark.node.Text;
import org.commonmark.node.ThematicBreak;
import org.jspecify.annotations.Nullable;

/** Goes through a parsed text and notes what is to be changed. Without recursion: a hostile text may be deep. */
final class MarkdownWalk {

    /** Shorter lines of dashes under a text are rather a list that goes on, or a signature. */
    private static final int SHORTEST_UNDERLINE = 3;

    private final String text;
    private final Edits edits;
    private final EmphasisEdits emphasis;
    private final LinkEdits links;
    private final Set<String> referred = new HashSet<>();
    private final List<LinkReferenceDefinition> definitions = new ArrayList<>();

    MarkdownWalk(String text, Edits edits) {
        this.text = text;
        this.edits = edits;
        this.emphasis = new EmphasisEdits(text, edits);
        this.links = new LinkEdits(text, edits);
    }

    void walk(Node document) {
        Node node = document;
        while (node != null) {
            visit(node);
            node = after(node);
        }
        definitions.stream()
                .filter(it -> referred.contains(it.getDestination()))
                .flatMap(it -> Range.of(it).stream())
                .forEach(this::deleteLines);
    }

    private static @Nullable Node after(Node node) {
        if (node.getFirstChild() != null) {
            return node.getFirstChild();
        }
        Node up = node;
        while (up != null && up.getNext() == null) {
            up = up.getParent();
        }
        return up == null ? null : up.getNext();
    }

    private void visit(Node node) {
        switch (node) {
            case StrongEmphasis strong -> emphasis.strong(strong);
            case Emphasis italic -> emphasis.italic(italic);
            case Strikethrough struck -> emphasis.struck(struck);
            case Heading heading -> heading(heading);
            case Link link -> links.link(link).ifPresent(referred::add);
            case Image image -> links.image(image);
            case LinkReferenceDefinition definition -> definitions.add(definition);
            case ListItem item -> bullet(item);
            case FencedCodeBlock block -> fences(block);
            case Code code -> inlineCode(code);
            case ThematicBreak line -> Range.of(line).ifPresent(this::deleteLines);
            case TableBlock table -> new TableEdits(text, edits).table(table);
            case HardLineBreak line ->
                Range.of(line)
                        .filter(it -> text.charAt(it.start()) == '\\')
                        .ifPresent(it -> edits.delete(it.start(), it.start() + 1));
            case Text words -> escapes(words);
            default -> {}
        }
    }

    /** A heading is a bold line. */
    private void heading(Heading heading) {
        Optional<Range> all = Range.of(heading);
        Optional<Range> content = Range.ofContent(heading);
        if (all.isEmpty() || content.isEmpty()) {
            return;
        }
        boolean underlined = text.charAt(firstWord(all.get())) != '#';
        int lines = heading.getSourceSpans().size();
        if (underlined && underline(heading) < SHORTEST_UNDERLINE) {
            return;
        }
        if (lines > 2) {
            edits.delete(content.get().end(), all.get().end());
            return;
        }
        int start = underlined ? content.get().start() : firstWord(all.get());
        edits.replace(start, content.get().start(), "*");
        edits.replace(content.get().end(), all.get().end(), "*");
    }

    private int underline(Heading heading) {
        Range last = Range.of(heading.getSourceSpans().getLast());
        return text.substring(last.start(), last.end()).strip().length();
    }

    private int firstWord(Range range) {
        int at = range.start();
        while (at < range.end() - 1 && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /** A star at the beginning of a line could pair up with another and make bold what stands between. */
    private void bullet(ListItem item) {
        boolean star = item.getParent() instanceof BulletList list && "*".equals(list.getMarker());
        if (star && item.getFirstChild() != null) {
            Range.of(item)
                    .map(this::firstWord)
                    .filter(at -> text.charAt(at) == '*')
                    .ifPresent(at -> edits.replace(at, at + 1, "-"));
        }
    }

    /** WhatsApp has three backticks and shows the name of a language as a part of the code. */
    private void fences(FencedCodeBlock block) {
        List<SourceSpan> lines = block.getSourceSpans();
        if (lines.isEmpty() || block.getLiteral().contains("```")) {
            return;
        }
        fence(Range.of(lines.getFirst()));
        Range last = Range.of(lines.getLast());
        if (block.getClosingFenceLength() != null && lines.size() > 1) {
            fence(last);
        } else {
            edits.close(last.end(), "\n```");
        }
    }

    private void fence(Range line) {
        int start = firstWord(line);
        if (!text.substring(start, line.end()).equals("```")) {
            edits.replace(start, line.end(), "```");
        }
    }

    private void inlineCode(Code code) {
        Range.of(code)
                .filter(it -> text.startsWith("``", it.start()) && !text.startsWith("```", it.start()))
                .filter(it -> code.getLiteral().indexOf('`') < 0)
                .ifPresent(it -> {
                    edits.replace(it.start(), it.start() + 2, "`");
                    edits.replace(it.end() - 2, it.end(), "`");
                });
    }

    /** Whole lines, with the empty line that would be left over; inside a quotation only what stands there. */
    private void deleteLines(Range range) {
        int lineStart = text.lastIndexOf('\n', range.start() - 1) + 1;
        if (range.start() == 0) {
            lineStart = 0;
        }
        if (!text.substring(lineStart, range.start()).isBlank()) {
            edits.delete(range.start(), range.end());
            return;
        }
        int end = afterLine(range.end());
        boolean emptyBefore = lineStart == 0 || (lineStart > 1 && text.charAt(lineStart - 2) == '\n');
        int next = afterLine(end);
        if (emptyBefore && next > end && text.substring(end, next).isBlank()) {
            end = next;
        }
        edits.delete(end == text.length() ? endOfWordsBefore(lineStart) : lineStart, end);
    }

    private int endOfWordsBefore(int at) {
        int end = at;
        while (end > 0 && Character.isWhitespace(text.charAt(end - 1))) {
            end--;
        }
        return end;
    }

    private int afterLine(int from) {
        int lineEnd = text.indexOf('\n', from);
        return lineEnd < 0 ? text.length() : lineEnd + 1;
    }

    /** {@code \*} is a star. At a place where WhatsApp would take it for a mark, U+2060 before it keeps it a star. */
    private void escapes(Text words) {
        for (SourceSpan span : words.getSourceSpans()) {
            Range range = Range.of(span);
            int at = text.indexOf('\\', range.start());
            while (at >= 0 && at + 1 < range.end()) {
                char escaped = text.charAt(at + 1);
                if ("*_~`#[]()|<>+-.!{}".indexOf(escaped) >= 0) {
                    boolean mark = "*_~`".indexOf(escaped) >= 0 && (at == 0 || !isWord(text.charAt(at - 1)));
                    boolean spaced = at + 2 < text.length() && Character.isWhitespace(text.charAt(at + 2));
                    edits.escape(at, at + 1, mark && !spaced ? "\u2060" : "");
                }
                at = text.indexOf('\\', at + 2);
            }
        }
    }

    private static boolean isWord(char c) {
        return Character.isLetterOrDigit(c);
    }
}
