package org.wahook.admin.conversation;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.wahook.admin.rest.Rule;

/**
 * What somebody typed to find a contact, as patterns for the columns of a conversation.
 *
 * @param text the beginning of a name or of a user id
 * @param words the beginnings of words of a name, as a {@code tsquery}
 * @param phone the beginning of an international number
 * @param phoneEnd the end of a number, reversed, as people write it in its own country
 */
record ContactQuery(String text, Optional<String> words, Optional<String> phone, Optional<String> phoneEnd) {

    static final Rule RULE = Rule.text(1, 200);

    private static final Pattern NUMBER =
            Pattern.compile("[+0-9 ()./\u00a0\u2010-\u2015-]*\\d[+0-9 ()./\u00a0\u2010-\u2015-]*");
    private static final Pattern TRUNK_ZERO = Pattern.compile("\\(0\\)");
    private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");

    /** Fewer digits would be the end of too many numbers. */
    private static final int SHORTEST_END = 5;

    static ContactQuery of(String typed) {
        String text = typed.strip();
        String beginning = like(text.toLowerCase(Locale.ROOT));
        return NUMBER.matcher(text).matches() ? number(text, beginning) : name(text, beginning);
    }

    private static ContactQuery number(String text, String beginning) {
        String digits = TRUNK_ZERO.matcher(text).replaceAll("").replaceAll("\\D", "");
        boolean international = text.startsWith("+") || digits.startsWith("00") || !digits.startsWith("0");
        String significant = digits.replaceFirst("^0+", "");
        if (significant.isEmpty()) {
            return new ContactQuery(beginning, Optional.empty(), Optional.empty(), Optional.empty());
        }
        return international
                ? new ContactQuery(beginning, Optional.empty(), Optional.of(like(significant)), Optional.empty())
                : new ContactQuery(beginning, Optional.empty(), Optional.empty(), end(significant));
    }

    private static Optional<String> end(String digits) {
        return Optional.of(digits)
                .filter(it -> it.length() >= SHORTEST_END)
                .map(it -> like(new StringBuilder(it).reverse().toString()));
    }

    private static ContactQuery name(String text, String beginning) {
        String words = Arrays.stream(NO_WORD.split(text))
                .filter(Predicate.not(String::isEmpty))
                .map(word -> "'" + word + "':*")
                .collect(Collectors.joining(" & "));
        return new ContactQuery(
                beginning,
                Optional.of(words).filter(Predicate.not(String::isEmpty)),
                Optional.empty(),
                Optional.empty());
    }

    /** A pattern of LIKE for texts that begin like this. */
    private static String like(String beginning) {
        return beginning.replaceAll("([\\\\%_])", "\\\\$1") + "%";
    }
}
