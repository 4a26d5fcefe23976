package org.wahook.shared.meta;

import java.util.Optional;

/** What a message says, as far as a reply depends on it. */
public sealed interface Content {

    /** For the column {@code text}: the customer's own words, where there are any. */
    Optional<String> text();

    /** For the response API: the words, or a short description in brackets with the caption. */
    String prompt();

    /** A reaction, an edit or a system message is no question. */
    default boolean startsTurn() {
        return true;
    }

    record Text(String body) implements Content {
        @Override
        public Optional<String> text() {
            return Optional.of(body);
        }

        @Override
        public String prompt() {
            return body;
        }
    }

    /** A button or a row of a list that the customer chose: its title is the answer. */
    record Choice(String title) implements Content {
        @Override
        public Optional<String> text() {
            return Optional.of(title);
        }

        @Override
        public String prompt() {
            return title;
        }
    }

    /** Image, audio, location, order and all else that is not words: what it is, and its caption. */
    record Described(String what, Optional<String> caption) implements Content {
        @Override
        public Optional<String> text() {
            return caption;
        }

        @Override
        public String prompt() {
            return "[" + what + "]" + caption.map(text -> " " + text).orElse("");
        }
    }

    /** Reaction, edit, revocation, system message: kept, not answered. */
    record Notice(String what, Optional<String> detail) implements Content {
        @Override
        public Optional<String> text() {
            return detail;
        }

        @Override
        public String prompt() {
            return "[" + what + "]" + detail.map(text -> " " + text).orElse("");
        }

        @Override
        public boolean startsTurn() {
            return false;
        }
    }
}
