package org.wahook.admin.console.view;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.wahook.admin.bot.BotTestReport;
import org.wahook.shared.bot.BotMessage;
import org.wahook.shared.bot.MessageContent;
import tools.jackson.databind.JsonNode;

/**
 * A message as it would look in WhatsApp. All of it is a bot's words; nothing of it is loaded and no link leads anywhere.
 *
 * @param attachment what hangs above the text, such as {@code Photo}; empty where nothing does
 * @param attached more about it: a URL, a place
 * @param text the words or the caption
 * @param buttons below it
 * @param sections of the list behind the last button
 * @param insteadOf why it is words in place of what the bot wanted; empty where it is what the bot wanted
 * @param fallback the words that are sent where Meta does not take it; empty where it is words itself
 * @param reply whether it quotes the customer's message
 */
public record MessagePreview(
        String attachment,
        String attached,
        FormattedText text,
        List<String> buttons,
        List<Section> sections,
        String insteadOf,
        String fallback,
        boolean reply) {

    private static final String LOCATION = "Location";

    /** As long as a text message may be. */
    private static final int LONGEST = 4096;

    public MessagePreview {
        buttons = List.copyOf(buttons);
        sections = List.copyOf(sections);
    }

    /** Rows of a list under a title, which may be empty. */
    public record Section(String title, List<Row> rows) {
        public Section {
            rows = List.copyOf(rows);
        }
    }

    public record Row(String title, String description) {}

    private record Parts(
            String attachment, String attached, String text, List<String> buttons, List<Section> sections) {

        static Parts text(String text) {
            return new Parts("", "", text, List.of(), List.of());
        }

        static Parts attached(String what, String attached, String text) {
            return new Parts(what, attached, text, List.of(), List.of());
        }

        Parts masked(UnaryOperator<String> mask) {
            return new Parts(
                    attachment,
                    mask.apply(attached),
                    mask.apply(text),
                    buttons.stream().map(mask).toList(),
                    sections.stream()
                            .map(section -> new Section(
                                    mask.apply(section.title()),
                                    section.rows().stream()
                                            .map(row -> new Row(mask.apply(row.title()), mask.apply(row.description())))
                                            .toList()))
                            .toList());
        }
    }

    /** @param mask for whatever the bot said */
    static MessagePreview of(BotTestReport.Shown shown, UnaryOperator<String> mask) {
        BotMessage message = shown.message();
        Parts parts = parts(message.content()).masked(mask);
        boolean words = message.content() instanceof MessageContent.Text;
        return new MessagePreview(
                parts.attachment(),
                parts.attached(),
                FormattedText.of(parts.text()),
                parts.buttons(),
                parts.sections(),
                shown.insteadOf().orElse(""),
                words ? "" : mask.apply(message.fallbackText()),
                message.replyTo().isPresent());
    }

    private static Parts parts(MessageContent content) {
        return switch (content) {
            case MessageContent.Text text -> Parts.text(text.text());
            case MessageContent.Buttons(
                    String text,
                    List<MessageContent.Buttons.Button> buttons,
                    Optional<MessageContent.Media> header) ->
                new Parts(
                        header.map(media -> name(media.kind(), media.voice())).orElse(""),
                        header.map(MessageContent.Media::url).orElse(""),
                        text,
                        buttons.stream()
                                .map(MessageContent.Buttons.Button::title)
                                .toList(),
                        List.of());
            case MessageContent.Choices(String text, String button, List<MessageContent.Choices.Section> sections) ->
                new Parts(
                        "",
                        "",
                        text,
                        List.of(button),
                        sections.stream().map(MessagePreview::section).toList());
            case MessageContent.Media media ->
                Parts.attached(
                        name(media.kind(), media.voice()),
                        Stream.of(media.filename().orElse(""), media.url())
                                .filter(word -> !word.isEmpty())
                                .reduce((name, url) -> name + " · " + url)
                                .orElse(""),
                        media.caption());
            case MessageContent.Location(double latitude, double longitude, String name, String address) ->
                Parts.attached(LOCATION, latitude + ", " + longitude, (name + "\n" + address).strip());
            case MessageContent.Contacts contacts -> Parts.attached("Contacts", "", cut(contacts.plainText()));
            case MessageContent.Reaction(String emoji, String messageId) ->
                Parts.attached("Reaction to the customer's message", "", emoji.isEmpty() ? "(taken away)" : emoji);
            case MessageContent.CtaUrl(String text, String label, String url) ->
                new Parts("", "", text + "\n" + url, List.of(label), List.of());
            case MessageContent.Template(String name, String language, JsonNode components) ->
                Parts.attached("Template", name + ", " + language, "");
            case MessageContent.Flow flow ->
                new Parts("Form", flow.flowId(), flow.text(), List.of(flow.cta()), List.of());
        };
    }

    private static String cut(String text) {
        return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
    }

    private static Section section(MessageContent.Choices.Section section) {
        return new Section(
                section.title(),
                section.rows().stream()
                        .map(row -> new Row(row.title(), row.description()))
                        .toList());
    }

    private static String name(MessageContent.Media.Kind kind, boolean voice) {
        return switch (kind) {
            case IMAGE -> "Photo";
            case VIDEO -> "Video";
            case AUDIO -> voice ? "Voice note" : "Audio";
            case DOCUMENT -> "Document";
        };
    }
}
