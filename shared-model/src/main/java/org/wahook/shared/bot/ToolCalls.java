package org.wahook.shared.bot;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.wahook.platform.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The two tools that a language model gets, and what its calls of them mean. Nothing that it writes as text is one. */
final class ToolCalls {

    static final String HANDOFF = "handoff";
    static final String SEND_BUTTONS = "send_buttons";

    private ToolCalls() {}

    /** A tool as JSON Schema; each API wraps it in its own way. */
    record Tool(String name, String description, ObjectNode parameters) {}

    static List<Tool> tools() {
        ObjectNode handoff = Json.object().put("type", "object").put("additionalProperties", false);
        ObjectNode fields = handoff.putObject("properties");
        ObjectNode reason = fields.putObject("reason").put("type", "string");
        BotAction.Handoff.REASONS.stream().sorted().forEach(reason.putArray("enum")::add);
        fields.putObject("summary").put("type", "string").put("description", "What the person should know.");
        handoff.putArray("required").add("reason").add("summary");

        ObjectNode buttons = Json.object().put("type", "object").put("additionalProperties", false);
        ObjectNode parts = buttons.putObject("properties");
        parts.putObject("text").put("type", "string").put("description", "The question, at most 1024 characters.");
        ObjectNode list = parts.putObject("options")
                .put("type", "array")
                .put("minItems", 1)
                .put("maxItems", 10);
        list.put("description", "What the customer may choose, each at most 20 characters.")
                .putObject("items")
                .put("type", "string");
        buttons.putArray("required").add("text").add("options");

        return List.of(
                new Tool(HANDOFF, "Hand this conversation over to a person.", handoff),
                new Tool(SEND_BUTTONS, "Ask the customer to choose one of a few options.", buttons));
    }

    /** @param arguments as the model wrote them, parsed */
    static void apply(String name, JsonNode arguments, ReplyBuilder reply) {
        switch (name) {
            case HANDOFF ->
                reply.handoff(
                        arguments.path("reason").asString("other"),
                        arguments.path("summary").asString(""));
            case SEND_BUTTONS -> reply.choices(arguments.path("text").asString(""), options(arguments.path("options")));
            default -> reply.note("a call of a tool that does not exist");
        }
    }

    private static List<ChoiceMessages.Option> options(JsonNode options) {
        List<ChoiceMessages.Option> list = new ArrayList<>();
        for (JsonNode option : options) {
            String title = option.asString("").strip();
            if (!title.isEmpty() && list.size() < 10) {
                list.add(new ChoiceMessages.Option("option-" + (list.size() + 1), title));
            }
        }
        return list;
    }

    /** What a refusal of the model becomes: its own words, or a person. */
    static void refusal(String words, BotSettings settings, ReplyBuilder reply) {
        if (settings.text(BotOption.ON_REFUSAL).equals(Optional.of("handoff"))) {
            reply.handoff("policy", words);
        } else {
            reply.text(words);
        }
    }
}
