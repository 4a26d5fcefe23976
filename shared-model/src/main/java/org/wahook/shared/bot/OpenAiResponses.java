package org.wahook.shared.bot;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.wahook.platform.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * OpenAI's Responses, also as Ollama, LiteLLM and Langflow serve them. Without the option {@code chain} the whole history
 * goes along and nothing is kept; with it the server keeps it, and we its last response's id.
 */
final class OpenAiResponses implements Bot {

    private static final Set<String> LOST = Set.of("previous_response_not_found", "response_not_found");

    private final BotAccess access;
    private final BotSettings settings;

    OpenAiResponses(BotAccess access) {
        this.access = access;
        this.settings = access.settings();
    }

    @Override
    public BotStep ask(BotTurn turn) {
        Optional<Previous> previous =
                settings.flag(BotOption.CHAIN) ? turn.state().map(Previous::read) : Optional.empty();
        return BotStep.call(request(turn, previous), response -> {
            if (previous.isPresent() && isLost(response)) {
                return BotStep.lastCall(request(turn, Optional.empty()), this::read);
            }
            return BotStep.finished(read(response));
        });
    }

    /** The last response, and its tool calls: the server wants to be told that they were made. */
    private record Previous(String id, List<String> toolCalls) {

        static Previous read(String state) {
            List<String> words = List.of(state.split(" ", -1));
            return new Previous(words.getFirst(), words.subList(1, words.size()));
        }
    }

    private static boolean isLost(BotResponse response) {
        return response.status() == 404
                || (response.status() == 400
                        && OpenAiErrors.hasCode(response.json().path("error"), LOST));
    }

    private BotRequest request(BotTurn turn, Optional<Previous> previous) {
        return BotRequest.json(access.url("/responses"), body(turn, previous))
                .with("Accept", "application/json")
                .with("Idempotency-Key", turn.id())
                .withBearer(access.apiKey().reveal());
    }

    private ObjectNode body(BotTurn turn, Optional<Previous> previous) {
        ObjectNode body =
                Json.object().put("model", settings.text(BotOption.MODEL).orElse(""));
        settings.text(BotOption.INSTRUCTIONS).ifPresent(text -> body.put("instructions", text));
        previous.ifPresent(before -> body.put("previous_response_id", before.id()));
        body.put("store", settings.flag(BotOption.CHAIN));
        ArrayNode input = body.putArray("input");
        previous.ifPresent(before -> before.toolCalls()
                .forEach(call -> input.addObject()
                        .put("type", "function_call_output")
                        .put("call_id", call)
                        .put("output", "done")));
        if (previous.isEmpty()) {
            turn.history()
                    .forEach(said ->
                            input.addObject().put("role", said.by().role()).put("content", said.content()));
        }
        turn.input().forEach(one -> write(input.addObject().put("role", "user"), one));
        settings.number(BotOption.MAX_TOKENS).ifPresent(most -> body.put("max_output_tokens", most));
        body.put("safety_identifier", SessionKey.of(turn, access.apiKey()));
        if (settings.flag(BotOption.TOOLS)) {
            ArrayNode tools = body.putArray("tools");
            for (ToolCalls.Tool tool : ToolCalls.tools()) {
                tools.addObject()
                        .put("type", "function")
                        .put("name", tool.name())
                        .put("description", tool.description())
                        .set("parameters", tool.parameters());
            }
        }
        return body;
    }

    private static void write(ObjectNode item, BotTurn.Input input) {
        BotTurn.Media media =
                input.media().filter(it -> it.content().isPresent()).orElse(null);
        String mime = media == null ? "" : media.bareMimeType();
        boolean pdf = mime.equals("application/pdf");
        if (media == null || !(mime.startsWith("image/") || pdf)) {
            item.put("content", input.spoken());
            return;
        }
        String dataUrl = media.content().orElseThrow().dataUrl(mime);
        ArrayNode parts = item.putArray("content");
        parts.addObject().put("type", "input_text").put("text", input.spoken());
        if (pdf) {
            parts.addObject()
                    .put("type", "input_file")
                    .put("filename", media.filename().orElse("file.pdf"))
                    .put("file_data", dataUrl);
        } else {
            parts.addObject().put("type", "input_image").put("image_url", dataUrl);
        }
    }

    private BotAnswer read(BotResponse response) {
        if (!response.isSuccess()) {
            return OpenAiErrors.of(response);
        }
        JsonNode json = response.json();
        String status = json.path("status").asString("completed");
        if (json.path("error").isObject() || status.equals("failed") || status.equals("cancelled")) {
            return OpenAiErrors.within(response, json.path("error"));
        }
        if (!json.path("output").isArray()) {
            return HttpFaults.noReply("the answer has no output");
        }
        ReplyBuilder reply = new ReplyBuilder();
        for (JsonNode item : json.path("output")) {
            switch (item.path("type").asString("")) {
                case "message" -> message(item, reply);
                case "function_call" ->
                    ToolCalls.apply(
                            item.path("name").asString(""),
                            Json.parse(item.path("arguments").asString("{}")).orElseGet(Json::object),
                            reply);
                default -> {
                    // Reasoning, searches and the like are the model's own.
                }
            }
        }
        if (reply.isEmpty() && status.equals("incomplete")) {
            String reason = HttpFaults.code(json.path("incomplete_details").path("reason"));
            return HttpFaults.noReply("the answer is incomplete" + reason);
        }
        if (settings.flag(BotOption.CHAIN) && json.path("id").isString()) {
            Stream<String> calls = json.path("output")
                    .valueStream()
                    .filter(OpenAiResponses::isCall)
                    .map(item -> item.path("call_id").asString(""));
            reply.state(StateChange.set(
                    Stream.concat(Stream.of(json.path("id").asString()), calls).collect(Collectors.joining(" "))));
        }
        JsonNode usage = json.path("usage");
        if (usage.isObject()) {
            reply.usage(BotAnswer.Usage.ofTokens(
                    SanitizedText.limited(json.path("model").asString(""), 100),
                    usage.path("input_tokens").asLong(0),
                    usage.path("output_tokens").asLong(0)));
        }
        return reply.build();
    }

    private static boolean isCall(JsonNode item) {
        return item.path("type").asString("").equals("function_call");
    }

    private void message(JsonNode item, ReplyBuilder reply) {
        StringBuilder text = new StringBuilder();
        for (JsonNode part : item.path("content")) {
            switch (part.path("type").asString("")) {
                case "output_text" -> text.append(part.path("text").asString(""));
                case "refusal" -> ToolCalls.refusal(part.path("refusal").asString(""), settings, reply);
                default -> reply.note("a part of an answer of a type that can't be sent");
            }
        }
        reply.text(text.toString());
    }
}
