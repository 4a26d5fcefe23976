package org.wahook.shared.bot;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/**
 * What a message holds, within Meta's limits: constructors throw {@link IllegalArgumentException} with what is wrong.
 * Lengths count UTF-16 units, which is never less than what Meta may count.
 */
public sealed interface MessageContent {

    int LONGEST_BODY = 1024;

    /** The name in contract 2. */
    String type();

    /** The same in words alone, for those who can't be shown it. */
    String plainText();

    /** Longer text is split by the sender. */
    record Text(String text, boolean previewUrl) implements MessageContent {
        private static final int LONGEST = 1024 * 1024;

        public Text {
            text = SanitizedText.checked("text", text.strip(), 1, LONGEST);
        }

        @Override
        public String type() {
            return "text";
        }

        @Override
        public String plainText() {
            return text;
        }
    }

    /** One to three buttons below a text, perhaps below a picture. */
    record Buttons(String text, List<Button> buttons, Optional<Media> header) implements MessageContent {
        public static final int MOST = 3;

        /** What the customer may press. */
        public record Button(String id, String title) {
            public static final int LONGEST_TITLE = 20;
            public static final int LONGEST_ID = 256;

            public Button {
                id = SanitizedText.checked("a button's id", id, 1, LONGEST_ID);
                title = SanitizedText.checked("a button's title", title, 1, LONGEST_TITLE);
            }
        }

        public Buttons {
            text = SanitizedText.checked("text", text, 1, LONGEST_BODY);
            buttons = List.copyOf(buttons);
            if (buttons.isEmpty() || buttons.size() > MOST) {
                throw new IllegalArgumentException("buttons must be 1 to 3");
            }
            unique("buttons' ids", buttons.stream().map(Button::id).toList());
            unique("buttons' titles", buttons.stream().map(Button::title).toList());
            if (header.isPresent() && header.get().kind() == Media.Kind.AUDIO) {
                throw new IllegalArgumentException("a header can't be audio");
            }
        }

        @Override
        public String type() {
            return "buttons";
        }

        @Override
        public String plainText() {
            return numbered(text, buttons.stream().map(Button::title).toList());
        }
    }

    /** Up to ten rows behind a button. */
    record Choices(String text, String button, List<Section> sections) implements MessageContent {
        public static final int MOST_ROWS = 10;
        private static final int LONGEST_TEXT = 4096;
        private static final int LONGEST_BUTTON = 20;

        /** Rows under a title; only the title of a lone section may be empty. */
        public record Section(String title, List<Row> rows) {
            public Section {
                title = SanitizedText.checked("a section's title", title, 0, Row.LONGEST_TITLE);
                rows = List.copyOf(rows);
                if (rows.isEmpty()) {
                    throw new IllegalArgumentException("a section must have rows");
                }
            }
        }

        /** What the customer may choose. */
        public record Row(String id, String title, String description) {
            public static final int LONGEST_TITLE = 24;
            public static final int LONGEST_ID = 200;
            private static final int LONGEST_DESCRIPTION = 72;

            public Row {
                id = SanitizedText.checked("a row's id", id, 1, LONGEST_ID);
                title = SanitizedText.checked("a row's title", title, 1, LONGEST_TITLE);
                description = SanitizedText.checked("a row's description", description, 0, LONGEST_DESCRIPTION);
            }
        }

        public Choices {
            text = SanitizedText.checked("text", text, 1, LONGEST_TEXT);
            button = SanitizedText.checked("button", button, 1, LONGEST_BUTTON);
            sections = List.copyOf(sections);
            List<Row> rows = sections.stream()
                    .flatMap(section -> section.rows().stream())
                    .toList();
            if (rows.isEmpty() || rows.size() > MOST_ROWS) {
                throw new IllegalArgumentException("a list must have 1 to 10 rows");
            }
            if (sections.size() > 1
                    && sections.stream().anyMatch(section -> section.title().isBlank())) {
                throw new IllegalArgumentException("each of several sections must have a title");
            }
            unique("rows' ids", rows.stream().map(Row::id).toList());
        }

        @Override
        public String type() {
            return "list";
        }

        @Override
        public String plainText() {
            return numbered(
                    text,
                    sections.stream()
                            .flatMap(section -> section.rows().stream())
                            .map(row ->
                                    row.description().isEmpty() ? row.title() : row.title() + ": " + row.description())
                            .toList());
        }
    }

    /** A picture, a film, a sound or a file that stands at a URL. */
    record Media(Kind kind, String url, String caption, Optional<String> filename, boolean voice)
            implements MessageContent {
        private static final int LONGEST_URL = 2048;
        private static final int LONGEST_FILENAME = 240;

        /** As Meta names them. */
        public enum Kind {
            IMAGE,
            VIDEO,
            AUDIO,
            DOCUMENT;

            public String word() {
                return name().toLowerCase(Locale.ROOT);
            }
        }

        public Media {
            url = SanitizedText.checked("url", url, 1, LONGEST_URL);
            caption = SanitizedText.checked("caption", caption, 0, LONGEST_BODY);
            filename = filename.map(name -> SanitizedText.limited(name.replaceAll(".*[/\\\\]", ""), LONGEST_FILENAME))
                    .filter(name -> !name.isEmpty());
        }

        public static Media of(Kind kind, String url, String caption) {
            return new Media(kind, url, caption, Optional.empty(), false);
        }

        @Override
        public String type() {
            return kind.word();
        }

        @Override
        public String plainText() {
            return caption.isBlank() ? url : caption + "\n" + url;
        }
    }

    /** A place. */
    record Location(double latitude, double longitude, String name, String address) implements MessageContent {
        private static final int LONGEST_NAME = 1000;

        public Location {
            if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) {
                throw new IllegalArgumentException("latitude must be -90 to 90, longitude -180 to 180");
            }
            name = SanitizedText.checked("name", name, 0, LONGEST_NAME);
            address = SanitizedText.checked("address", address, 0, LONGEST_NAME);
        }

        @Override
        public String type() {
            return "location";
        }

        @Override
        public String plainText() {
            return (name + "\n" + address + "\n" + latitude + ", " + longitude)
                    .strip()
                    .replaceAll("\n+", "\n");
        }
    }

    /** Contact cards in Meta's own shape; each has a name. */
    record Contacts(JsonNode cards) implements MessageContent {
        private static final int MOST = 20;

        public Contacts {
            boolean named = cards.isArray()
                    && !cards.isEmpty()
                    && cards.size() <= MOST
                    && cards.valueStream()
                            .allMatch(card -> !card.path("name")
                                    .path("formatted_name")
                                    .asString("")
                                    .isBlank());
            if (!named) {
                throw new IllegalArgumentException("contacts must be 1 to 20 cards with name.formatted_name");
            }
        }

        @Override
        public String type() {
            return "contacts";
        }

        @Override
        public String plainText() {
            return cards.valueStream()
                    .map(card -> card.path("name").path("formatted_name").asString("")
                            + card.path("phones")
                                    .valueStream()
                                    .map(phone -> ", " + phone.path("phone").asString(""))
                                    .collect(Collectors.joining()))
                    .collect(Collectors.joining("\n"));
        }
    }

    /** An emoji on one of the customer's messages; an empty one takes it away. */
    record Reaction(String emoji, String messageId) implements MessageContent {
        private static final int LONGEST_EMOJI = 30;
        private static final int LONGEST_ID = 300;

        public Reaction {
            emoji = SanitizedText.checked("emoji", emoji, 0, LONGEST_EMOJI);
            messageId = SanitizedText.checked("messageId", messageId, 1, LONGEST_ID);
            if (emoji.codePoints().anyMatch(Character::isLetterOrDigit)) {
                throw new IllegalArgumentException("emoji must be an emoji");
            }
        }

        @Override
        public String type() {
            return "reaction";
        }

        @Override
        public String plainText() {
            return "";
        }
    }

    /** A text with a button that opens a page. */
    record CtaUrl(String text, String label, String url) implements MessageContent {
        private static final int LONGEST_LABEL = 20;
        private static final int LONGEST_URL = 2000;

        public CtaUrl {
            text = SanitizedText.checked("text", text, 1, LONGEST_BODY);
            label = SanitizedText.checked("label", label, 1, LONGEST_LABEL);
            url = SanitizedText.checked("url", url, 1, LONGEST_URL);
            if (!url.toLowerCase(Locale.ROOT).startsWith("https://")) {
                throw new IllegalArgumentException("url must begin with https://");
            }
        }

        @Override
        public String type() {
            return "ctaUrl";
        }

        @Override
        public String plainText() {
            return text + "\n" + url;
        }
    }

    /** A template of the client's, by its name; its components in Meta's own shape. */
    record Template(String name, String language, JsonNode components) implements MessageContent {
        private static final int LONGEST_NAME = 512;
        private static final int LONGEST_LANGUAGE = 15;

        public Template {
            name = SanitizedText.checked("name", name, 1, LONGEST_NAME);
            language = SanitizedText.checked("language", language, 2, LONGEST_LANGUAGE);
            if (!components.isArray() && !components.isMissingNode() && !components.isNull()) {
                throw new IllegalArgumentException("components must be a list");
            }
        }

        @Override
        public String type() {
            return "template";
        }

        @Override
        public String plainText() {
            return "";
        }
    }

    /** A form of the client's. */
    record Flow(String text, String flowId, String cta, Optional<String> screen, JsonNode data)
            implements MessageContent {
        private static final int LONGEST_CTA = 30;
        private static final int LONGEST_ID = 100;

        public Flow {
            text = SanitizedText.checked("text", text, 1, LONGEST_BODY);
            flowId = SanitizedText.checked("flowId", flowId, 1, LONGEST_ID);
            cta = SanitizedText.checked("cta", cta, 1, LONGEST_CTA);
            screen = screen.map(name -> SanitizedText.checked("screen", name, 1, LONGEST_ID));
            if (!data.isObject() && !data.isMissingNode() && !data.isNull()) {
                throw new IllegalArgumentException("data must be an object");
            }
        }

        @Override
        public String type() {
            return "flow";
        }

        @Override
        public String plainText() {
            return text;
        }
    }

    private static void unique(String what, List<String> values) {
        if (new HashSet<>(values).size() < values.size()) {
            throw new IllegalArgumentException(what + " must differ");
        }
    }

    private static String numbered(String text, List<String> options) {
        return text + "\n"
                + IntStream.range(0, options.size())
                        .mapToObj(i -> (i + 1) + ". " + options.get(i))
                        .collect(Collectors.joining("\n"));
    }
}
