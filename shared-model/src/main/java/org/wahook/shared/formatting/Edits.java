package org.wahook.shared.formatting;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Changes of one text, applied all at once. Where two overlap the one that begins first counts. */
final class Edits {

    private final String text;
    private final List<Edit> edits = new ArrayList<>();
    private final List<Edit> escapes = new ArrayList<>();

    /** @param order of edits that begin at the same place */
    private record Edit(int start, int end, String replacement, int order) {}

    Edits(String text) {
        this.text = text;
    }

    void replace(int start, int end, String replacement) {
        edits.add(new Edit(start, end, replacement, edits.size()));
    }

    void delete(int start, int end) {
        replace(start, end, "");
    }

    /** Before whatever else is inserted there: what was opened last is closed first. */
    void close(int at, String marker) {
        edits.add(new Edit(at, at, marker, -edits.size() - 1));
    }

    void open(int at, String marker) {
        replace(at, at, marker);
    }

    /** Only in a text that has other Markdown too: a path such as {@code C:\_x} is none. */
    void escape(int start, int end, String replacement) {
        escapes.add(new Edit(start, end, replacement, 0));
    }

    String apply() {
        if (edits.isEmpty()) {
            return text;
        }
        List<Edit> all = new ArrayList<>(edits);
        all.addAll(escapes);
        all.sort(Comparator.comparingInt(Edit::start).thenComparingInt(Edit::order));
        StringBuilder edited = new StringBuilder(text.length() + all.size());
        int done = 0;
        for (Edit edit : all) {
            if (edit.start() >= done) {
                edited.append(text, done, edit.start()).append(edit.replacement());
                done = edit.end();
            }
        }
        return edited.append(text, done, text.length()).toString();
    }
}
