package org.wahook.shared.formatting;

import java.util.List;
import java.util.Optional;
import org.commonmark.node.Node;
import org.commonmark.node.SourceSpan;

/** Where something stands in the text. */
record Range(int start, int end) {

    /** From the first character of a node to its last. Empty for nodes that the parser has made up. */
    static Optional<Range> of(Node node) {
        List<SourceSpan> spans = node.getSourceSpans();
        return spans.isEmpty()
                ? Optional.empty()
                : Optional.of(new Range(of(spans.getFirst()).start, of(spans.getLast()).end));
    }

    static Range of(SourceSpan span) {
        return new Range(span.getInputIndex(), span.getInputIndex() + span.getLength());
    }

    /** What is inside a node's own marks. */
    static Optional<Range> ofContent(Node node) {
        Node first = node.getFirstChild();
        Node last = node.getLastChild();
        if (first == null || last == null) {
            return Optional.empty();
        }
        return of(first).flatMap(from -> of(last).map(to -> new Range(from.start, to.end)));
    }
}
