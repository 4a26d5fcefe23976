package org.wahook.worker.reply;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.wahook.platform.json.Json;
import org.wahook.shared.account.Account;
import org.wahook.shared.bot.BotMessage;
import org.wahook.shared.bot.MessageContent;
import org.wahook.shared.bot.MetaMessages;
import tools.jackson.databind.node.ObjectNode;

/**
 * One message of a reply, as it is kept before it is sent.
 *
 * @param type as Meta names it
 * @param text what is sent as plain text, and what the history says of anything else
 * @param asWritten the bot's own words where formatting has changed them: what the bot is told later that it has said
 * @param payload what Meta is sent, with what we need besides; empty for plain text
 */
record Draft(String type, String text, Optional<String> asWritten, Optional<String> payload) {

    /** Within the payload: what is for us and not for Meta. */
    static final String OURS = "wahook";

    /** What became one message of 4,096 characters is hardly ever longer. */
    private static final int LONGEST_WRITTEN = 10_000;

    /** Whether a file must be uploaded before it can be sent. */
    boolean linked() {
        return payload.flatMap(RichContent::read).filter(RichContent::hasLinks).isPresent();
    }

    static Draft text(String text) {
        return new Draft("text", text, Optional.empty(), Optional.empty());
    }

    /** A text that is one message. Of one that is split nobody knows which words became which. */
    private Draft writtenAs(String words) {
        return words.equals(text) || words.length() > LONGEST_WRITTEN
                ? this
                : new Draft(type, text, Optional.of(words), payload);
    }

    static List<Draft> texts(List<String> texts) {
        return texts.stream().map(Draft::text).toList();
    }

    /** Long text is several messages. A line break at the end of each parts it from the next in the history. */
    static List<Draft> of(Account account, List<BotMessage> messages) {
        List<Draft> drafts = new ArrayList<>();
        for (BotMessage message : messages) {
            if (!drafts.isEmpty()) {
                Draft before = drafts.removeLast();
                drafts.add(new Draft(
                        before.type, before.text + "\n", before.asWritten.map(it -> it + "\n"), before.payload));
            }
            drafts.addAll(of(account, message));
        }
        return drafts;
    }

    private static List<Draft> of(Account account, BotMessage message) {
        boolean plain = message.replyTo().isEmpty() && message.delay().isZero();
        if (message.content() instanceof MessageContent.Text(String text, boolean preview)) {
            List<String> parts = ReplyParts.of(account, text);
            if (plain && !preview) {
                return parts.size() == 1 ? List.of(text(parts.getFirst()).writtenAs(text)) : texts(parts);
            }
            List<Draft> drafts = new ArrayList<>();
            for (String part : parts) {
                BotMessage one = new BotMessage(
                        new MessageContent.Text(part, preview), part, message.replyTo(), message.delay());
                Draft draft = rich(drafts.isEmpty() ? one : one.after(Duration.ZERO), part);
                drafts.add(parts.size() == 1 ? draft.writtenAs(text) : draft);
            }
            return drafts;
        }
        return List.of(rich(message, inWords(message.content())));
    }

    private static Draft rich(BotMessage message, String words) {
        ObjectNode payload = MetaMessages.of(message.content());
        message.replyTo().ifPresent(id -> payload.putObject("context").put("message_id", id));
        ObjectNode ours = payload.putObject(OURS).put("fallbackText", message.fallbackText());
        if (!message.delay().isZero()) {
            ours.put("delayMs", message.delay().toMillis());
        }
        return new Draft(payload.path("type").asString(""), words, Optional.empty(), Optional.of(Json.text(payload)));
    }

    /** What the bot is told later that it has said. */
    private static String inWords(MessageContent content) {
        return switch (content) {
            case MessageContent.Media media -> ("[" + media.type() + "] " + media.caption()).strip();
            case MessageContent.Reaction reaction -> ("[reaction] " + reaction.emoji()).strip();
            case MessageContent.Template template -> "[template] " + template.name();
            case MessageContent.Location location ->
                "[location] " + location.plainText().replace("\n", ", ");
            case MessageContent.Contacts contacts ->
                "[contacts] " + contacts.plainText().replace("\n", "; ");
            case MessageContent.Text text -> text.plainText();
            case MessageContent.Buttons buttons -> buttons.plainText();
            case MessageContent.Choices choices -> choices.plainText();
            case MessageContent.CtaUrl cta -> cta.plainText();
            case MessageContent.Flow flow -> flow.plainText();
        };
    }
}
