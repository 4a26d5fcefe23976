package org.wahook.shared.formatting;

import java.util.Optional;
import org.commonmark.node.Code;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;

/** WhatsApp makes links of bare URLs only, so a URL stands behind the words that it belongs to. */
final class LinkEdits {

    private final String text;
    private final Edits edits;

    LinkEdits(String text, Edits edits) {
        this.text = text;
        this.edits = edits;
    }

    /** Where the link has its URL from a definition elsewhere in the text: that URL. */
    Optional<String> link(Link link) {
        Optional<Range> all = Range.of(link);
        if (all.isEmpty() || link.getParent() instanceof Image) {
            return Optional.empty();
        }
        Range range = all.get();
        String url = link.getDestination();
        Optional<Range> content = Range.ofContent(link);
        if (text.charAt(range.start()) == '<') {
            edits.delete(range.start(), range.start() + 1);
            edits.delete(range.end() - 1, range.end());
            return Optional.empty();
        }
        String words = words(link);
        if (content.isEmpty() || ReplyText.isBlank(words) || sameAs(url, words)) {
            edits.replace(range.start(), range.end(), address(url, words));
        } else if (hasImage(link)) {
            edits.replace(range.start(), range.end(), words + behind(url));
        } else {
            edits.delete(range.start(), content.get().start());
            edits.replace(content.get().end(), range.end(), behind(url));
        }
        boolean inline =
                content.isPresent() && text.startsWith("](", content.get().end());
        return inline ? Optional.empty() : Optional.of(url);
    }

    void image(Image image) {
        String url = image.getDestination();
        String words = words(image);
        boolean shown = !url.isEmpty() && !url.startsWith("data:");
        Range.of(image).ifPresent(range -> edits.replace(range.start(), range.end(), shown ? url : words));
    }

    private static String behind(String url) {
        return url.isEmpty() ? "" : " (" + url + ")";
    }

    /** A mail address or phone number needs no scheme. */
    private static String address(String url, String words) {
        boolean scheme = url.contains("://");
        return url.isEmpty() || (!scheme && !ReplyText.isBlank(words)) ? words : url;
    }

    private static boolean sameAs(String url, String words) {
        return bare(url).equalsIgnoreCase(bare(words));
    }

    private static String bare(String url) {
        String address =
                url.strip().replaceFirst("^(?i)(https?://|mailto:|tel:)", "").replaceFirst("^(?i)www\\.", "");
        return address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
    }

    private static boolean hasImage(Link link) {
        for (Node node = link.getFirstChild(); node != null; node = node.getNext()) {
            if (node instanceof Image) {
                return true;
            }
        }
        return false;
    }

    /** What is inside, without marks. No deeper than the parser nests. */
    private static String words(Node node) {
        StringBuilder words = new StringBuilder();
        addWords(node, words);
        return words.toString();
    }

    private static void addWords(Node parent, StringBuilder words) {
        for (Node node = parent.getFirstChild(); node != null; node = node.getNext()) {
            switch (node) {
                case Text text -> words.append(text.getLiteral());
                case Code code -> words.append(code.getLiteral());
                case SoftLineBreak line -> words.append(' ');
                default -> addWords(node, words);
            }
        }
    }
}
