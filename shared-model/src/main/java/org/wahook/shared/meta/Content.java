package org.wahook.shared.meta;

import java.util.Optional;

/** What a message says, as far as a reply depends on it. docs/response-api.md lists what the response API is told. */
public sealed interface Content {

    /** For the column {@code text}: the customer's own words, where there are any. */
    Optional<String> text();

    /** For the response API: the words, or a short description in brackets. Never blank. */
    String prompt();

    /** Why it was written, in brackets: {@link #prompt} begins with it. */
    default Optional<String> occasion() {
        return Optional.empty();
    }

    /** A reaction, an edit or a system message is no question. */
    default boolean startsTurn() {
        return true;
    }

    /** Whether it is a part of what was said, so that later questions show it. */
    default boolean told() {
        return true;
    }

    record Text(String body) implements Content {
        @Override
        public Optional<String> text() {
            return Optional.of(body);
        }

        @Override
        public String prompt() {
            return Words.visible(body) ? body : "[text without words]";
        }
    }

    /**
     * A button or a row of a list that the customer chose: its title is the answer.
     *
     * @param what for one without a title
     */
    record Choice(String what, String title, Optional<String> description) implements Content {
        @Override
        public Optional<String> text() {
            return Optional.of(title);
        }

        @Override
        public String prompt() {
            String named = Words.visible(title) ? title : "[" + what + " without words]";
            return named + description.map(text -> " (" + text + ")").orElse("");
        }
    }

    /**
     * Image, audio, location, order and all else that is not words.
     *
     * @param what its name for a reader
     * @param text the words that came with it
     * @param details all that a reader needs to know of it, the words too
     */
    record Described(String what, Optional<String> text, Optional<String> details) implements Content {

        /** One of which the words are all that there is to tell. */
        Described(String what, Optional<String> words) {
            this(what, words, words);
        }

        @Override
        public String prompt() {
            return "[" + what + "]" + details.map(it -> " " + it).orElse("");
        }
    }

    /**
     * Kept, not answered.
     *
     * @param told false for what is no part of the conversation: a reaction, a revocation, a pin
     */
    record Notice(String what, Optional<String> detail, boolean told) implements Content {
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

    /** The new words of an earlier message, which are told in its place. */
    record Edited(Content content) implements Content {
        @Override
        public Optional<String> text() {
            return content.text();
        }

        @Override
        public String prompt() {
            return content.prompt();
        }

        @Override
        public boolean startsTurn() {
            return false;
        }

        @Override
        public boolean told() {
            return false;
        }
    }

    /**
     * What came because of something: an advertisement, a product.
     *
     * @param lead in brackets, told before the content
     */
    record Occasioned(String lead, Content content) implements Content {
        @Override
        public Optional<String> text() {
            return content.text();
        }

        @Override
        public String prompt() {
            return lead + " " + content.prompt();
        }

        @Override
        public Optional<String> occasion() {
            return Optional.of(lead);
        }

        @Override
        public boolean startsTurn() {
            return content.startsTurn();
        }

        @Override
        public boolean told() {
            return content.told();
        }
    }
}
