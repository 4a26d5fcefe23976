package org.wahook.shared.bot;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes buttons, a list or numbered text of whatever choices a bot offers, as Meta's limits allow. */
public final class ChoiceMessages {

    /** What the list's button says where the bot has no word for it. */
    private static final String DEFAULT_BUTTON = "…";

    private ChoiceMessages() {}

    /** @param id what the bot is told when it is chosen */
    public record Option(String id, String title) {}

    /** Up to three are buttons, up to ten a list, more of them numbered text. */
    public static BotMessage of(String text, List<Option> options) {
        String words = text.isBlank() ? DEFAULT_BUTTON : text;
        try {
            return options.size() <= MessageContent.Buttons.MOST ? buttons(words, options) : list(words, options);
        } catch (IllegalArgumentException tooLong) {
            return BotMessage.text(numbered(text, options));
        }
    }

    private static BotMessage buttons(String text, List<Option> options) {
        boolean fits = options.stream()
                .allMatch(option -> option.title().length() <= MessageContent.Buttons.Button.LONGEST_TITLE);
        if (!fits) {
            return list(text, options);
        }
        return BotMessage.of(new MessageContent.Buttons(
                text,
                options.stream()
                        .map(option -> new MessageContent.Buttons.Button(option.id(), option.title()))
                        .toList(),
                Optional.empty()));
    }

    /** A title that is too long for a row goes on in its description. */
    private static BotMessage list(String text, List<Option> options) {
        List<MessageContent.Choices.Row> rows = new ArrayList<>();
        for (Option option : options) {
            boolean fits = option.title().length() <= MessageContent.Choices.Row.LONGEST_TITLE;
            rows.add(new MessageContent.Choices.Row(
                    option.id(),
                    SanitizedText.limited(option.title(), MessageContent.Choices.Row.LONGEST_TITLE),
                    fits ? "" : option.title()));
        }
        return BotMessage.of(new MessageContent.Choices(
                text, DEFAULT_BUTTON, List.of(new MessageContent.Choices.Section("", rows))));
    }

    private static String numbered(String text, List<Option> options) {
        StringBuilder words = new StringBuilder(text);
        for (int i = 0; i < options.size(); i++) {
            words.append('\n').append(i + 1).append(". ").append(options.get(i).title());
        }
        return SanitizedText.limited(words.toString().strip(), 4096);
    }
}
