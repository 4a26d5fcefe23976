package org.wahook.shared.bot;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** An answer of contract 2: {@code schemas/bot-answer-v2.json}. What can't be used is left out and noted. */
final class AnswerV2 {

    static final int MOST_MESSAGES = 10;
    private static final int MOST_ACTIONS = 10;
    private static final int MOST_TEXT = 16 * 1024;

    private final List<BotMessage> messages = new ArrayList<>();
    private final List<BotAction> actions = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private int text;

    private AnswerV2() {}

    static BotAnswer read(JsonNode json) {
        if (!json.path("messages").isArray() && !json.path("actions").isArray()) {
            return HttpFaults.noReply("the answer has neither messages nor actions");
        }
        AnswerV2 answer = new AnswerV2();
        json.path("messages").forEach(answer::addMessage);
        json.path("actions").forEach(answer::addAction);
        if (!json.path("messages").isEmpty() && answer.messages.isEmpty() && answer.actions.isEmpty()) {
            return HttpFaults.noReply("no message of the answer can be sent: " + String.join("; ", answer.notes));
        }
        return new BotAnswer.Reply(
                answer.messages, answer.actions, answer.state(json), usage(json.path("usage")), answer.notes);
    }

    private void addMessage(JsonNode json) {
        if (messages.size() == MOST_MESSAGES) {
            note("more than " + MOST_MESSAGES + " messages");
            return;
        }
        MessageV2.Read read = MessageV2.read(json);
        read.problem().ifPresent(this::note);
        read.message().ifPresent(message -> {
            text += message.content().plainText().length();
            if (text > MOST_TEXT) {
                note("more than 16 KiB of text");
            } else {
                messages.add(message);
            }
        });
    }

    private void addAction(JsonNode json) {
        if (actions.size() == MOST_ACTIONS) {
            note("more than " + MOST_ACTIONS + " actions");
            return;
        }
        try {
            switch (json.path("type").asString("")) {
                case "handoff" -> actions.add(handoff(json));
                case "pause" -> actions.add(new BotAction.Pause(seconds(json.path("forSeconds"))));
                case "silence" -> actions.add(new BotAction.Silence());
                case "optOut" -> actions.add(new BotAction.OptOut());
                case "followUp" ->
                    actions.add(
                            new BotAction.FollowUp(json.path("id").asString(""), seconds(json.path("afterSeconds"))));
                default -> note("an unknown action");
            }
        } catch (IllegalArgumentException e) {
            note(e.getMessage() == null ? "an action that can't be used" : e.getMessage());
        }
    }

    private static BotAction handoff(JsonNode json) {
        return new BotAction.Handoff(
                json.path("reason").asString("other"),
                json.path("summary").asString(""),
                Optional.of(json.path("team").asString("")).filter(team -> !team.isBlank()));
    }

    private static Duration seconds(JsonNode number) {
        return number.isIntegralNumber() && number.canConvertToInt()
                ? Duration.ofSeconds(number.asInt())
                : Duration.ofSeconds(-1);
    }

    /** Absent is unchanged, null cleared; what is too large leaves the old one. */
    private StateChange state(JsonNode json) {
        if (!json.has("state")) {
            return StateChange.unchanged();
        }
        JsonNode state = json.path("state");
        if (state.isNull()) {
            return StateChange.cleared();
        }
        StateChange change = state.isString() ? StateChange.set(state.asString()) : StateChange.unchanged();
        if (change instanceof StateChange.Unchanged) {
            note("state must be a text of at most 4096 bytes");
        }
        return change;
    }

    private static Optional<BotAnswer.Usage> usage(JsonNode usage) {
        return usage.isObject()
                ? Optional.of(new BotAnswer.Usage(
                        SanitizedText.limited(usage.path("model").asString(""), 100),
                        usage.path("inputTokens").asLong(0),
                        usage.path("outputTokens").asLong(0),
                        SanitizedText.limited(usage.path("cost").asString(""), 30),
                        SanitizedText.limited(usage.path("currency").asString(""), 10)))
                : Optional.empty();
    }

    private void note(String what) {
        if (notes.size() < 20) {
            notes.add(what);
        }
    }
}
