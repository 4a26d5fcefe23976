package org.wahook.shared.formatting;

import java.util.Optional;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TableHead;
import org.commonmark.ext.gfm.tables.TableRow;
import org.commonmark.node.Node;

/** A table becomes a line for each row. WhatsApp has no columns, and a phone is too narrow for most of them. */
final class TableEdits {

    private static final String BETWEEN = " | ";

    private final String text;
    private final Edits edits;

    TableEdits(String text, Edits edits) {
        this.text = text;
        this.edits = edits;
    }

    void table(TableBlock table) {
        Optional<Range> range = Range.of(table);
        // The parser can't tell where words stand in a row with escaped pipes.
        if (range.isEmpty()
                || text.substring(range.get().start(), range.get().end()).contains("\\|")) {
            return;
        }
        for (Node part = table.getFirstChild(); part != null; part = part.getNext()) {
            for (Node row = part.getFirstChild(); row != null; row = row.getNext()) {
                if (row instanceof TableRow) {
                    row(row, part instanceof TableHead ? "*" : "");
                }
            }
        }
        delimiterRow(table);
    }

    private void row(Node row, String mark) {
        Optional<Range> range = Range.of(row);
        if (range.isEmpty()) {
            return;
        }
        int done = range.get().start();
        String gap = "";
        for (Node cell = row.getFirstChild(); cell != null; cell = cell.getNext()) {
            gap += cell.getPrevious() == null ? "" : BETWEEN;
            Optional<Range> content = Range.ofContent(cell);
            if (content.isPresent()) {
                edits.replace(done, content.get().start(), gap + mark);
                done = content.get().end();
                gap = mark;
            }
        }
        edits.replace(done, range.get().end(), gap.stripTrailing());
    }

    /** The second line, together with the end of the first. */
    private void delimiterRow(TableBlock table) {
        if (table.getSourceSpans().size() > 1) {
            Range head = Range.of(table.getSourceSpans().get(0));
            edits.delete(head.end(), Range.of(table.getSourceSpans().get(1)).end());
        }
    }
}
