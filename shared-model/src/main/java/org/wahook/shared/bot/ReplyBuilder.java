package org.wahook.shared.bot;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;

/** Gathers a reply from what a bot's own format has. What breaks Meta's limits is sent as text, or left out and noted. */
final class ReplyBuilder {

    private final List<BotMessage> messages = new ArrayList<>();
    private final List<BotAction> actions = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private Duration pause = Duration.ZERO;
    private StateChange state = StateChange.unchanged();
    private Optional<BotAnswer.Usage> usage = Optional.empty();

    /** Nothing where the text is blank. */
    ReplyBuilder text(String text) {
        return text.isBlank() ? this : add(text, () -> new MessageContent.Text(text, false));
    }

    ReplyBuilder media(MessageContent.Media.Kind kind, String url, String caption) {
        return url.isBlank() ? this : add(url, () -> MessageContent.Media.of(kind, url, caption));
    }

    /** The choices belong to the text before them, where there is one. */
    ReplyBuilder choices(String text, List<ChoiceMessages.Option> options) {
        if (options.isEmpty()) {
            return text(text);
        }
        String words = text.isBlank() ? takeLastText() : text;
        return message(ChoiceMessages.of(words, options));
    }

    /** The text before, where it may stand above buttons; its delay is theirs then. */
    private String takeLastText() {
        BotMessage last = messages.isEmpty() ? null : messages.getLast();
        if (last == null
                || !(last.content() instanceof MessageContent.Text before)
                || before.text().length() > MessageContent.LONGEST_BODY) {
            return "";
        }
        messages.removeLast();
        pause = last.delay();
        return before.text();
    }

    ReplyBuilder message(BotMessage message) {
        if (messages.size() == AnswerV2.MOST_MESSAGES) {
            note("more than " + AnswerV2.MOST_MESSAGES + " messages");
            return this;
        }
        messages.add(pause.isZero() ? message : message.after(pause));
        pause = Duration.ZERO;
        return this;
    }

    /** Before the next message. */
    ReplyBuilder pause(Duration time) {
        pause = time;
        return this;
    }

    ReplyBuilder action(BotAction action) {
        actions.add(action);
        return this;
    }

    ReplyBuilder handoff(String reason, String summary) {
        return action(new BotAction.Handoff(reason, summary, Optional.empty()));
    }

    ReplyBuilder note(String what) {
        notes.add(what);
        return this;
    }

    ReplyBuilder state(StateChange change) {
        state = change;
        return this;
    }

    ReplyBuilder usage(BotAnswer.Usage used) {
        usage = Optional.of(used);
        return this;
    }

    /** An answer of contract 2 within the bot's own format, or the marker {@code {"action": "handoff"}}; true where it was one. */
    boolean embedded(JsonNode json) {
        JsonNode answer = json.path("wahook");
        if (answer.isObject() && AnswerV2.read(answer) instanceof BotAnswer.Reply reply) {
            reply.messages().forEach(this::message);
            actions.addAll(reply.actions());
            notes.addAll(reply.notes());
            if (!(reply.state() instanceof StateChange.Unchanged)) {
                state = reply.state();
            }
            return true;
        }
        if (json.path("action").asString("").equals("handoff")) {
            handoff(json.path("reason").asString("other"), json.path("summary").asString(""));
            return true;
        }
        return false;
    }

    boolean isEmpty() {
        return messages.isEmpty() && actions.isEmpty();
    }

    BotAnswer.Reply build() {
        return new BotAnswer.Reply(messages, actions, state, usage, notes);
    }

    private ReplyBuilder add(String instead, Supplier<MessageContent> content) {
        try {
            return message(BotMessage.of(content.get()));
        } catch (IllegalArgumentException e) {
            note(e.getMessage() == null ? "a message that can't be sent" : e.getMessage());
            String words = SanitizedText.limited(instead, 4096);
            return words.isEmpty() ? this : message(BotMessage.text(words));
        }
    }
}
