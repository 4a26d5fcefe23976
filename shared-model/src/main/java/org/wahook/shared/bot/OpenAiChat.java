package org.wahook.shared.bot;

import java.util.stream.Collectors;
import org.wahook.platform.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Chat completions as OpenAI, vLLM, Ollama, LiteLLM and many others serve them: the whole history each time, nothing kept.
 */
final class OpenAiChat implements Bot {

    private final BotAccess access;
    private final BotSettings settings;

    OpenAiChat(BotAccess access) {
        this.access = access;
        this.settings = access.settings();
    }

    @Override
    public BotStep ask(BotTurn turn) {
        BotRequest request = BotRequest.json(access.url("/chat/completions"), body(turn))
                .with("Accept", "application/json")
                .with("Idempotency-Key", turn.id())
                .withBearer(access.apiKey().reveal());
        return BotStep.lastCall(request, this::read);
    }

    private ObjectNode body(BotTurn turn) {
        ObjectNode body =
                Json.object().put("model", settings.text(BotOption.MODEL).orElse(""));
        ArrayNode messages = body.putArray("messages");
        settings.text(BotOption.INSTRUCTIONS)
                .ifPresent(text -> messages.addObject().put("role", "system").put("content", text));
        turn.history()
                .forEach(said ->
                        messages.addObject().put("role", said.by().role()).put("content", said.content()));
        turn.input().forEach(input -> write(messages.addObject().put("role", "user"), input));
        settings.number(BotOption.MAX_TOKENS).ifPresent(most -> body.put("max_tokens", most));
        body.put("user", SessionKey.of(turn, access.apiKey()));
        if (settings.flag(BotOption.TOOLS)) {
            ArrayNode tools = body.putArray("tools");
            for (ToolCalls.Tool tool : ToolCalls.tools()) {
                tools.addObject()
                        .put("type", "function")
                        .putObject("function")
                        .put("name", tool.name())
                        .put("description", tool.description())
                        .set("parameters", tool.parameters());
            }
        }
        return body;
    }

    /** A picture or a PDF goes along as a data URL; of anything else the model is told what it is. */
    private static void write(ObjectNode message, BotTurn.Input input) {
        BotTurn.Media media =
                input.media().filter(it -> it.content().isPresent()).orElse(null);
        String mime = media == null ? "" : media.bareMimeType();
        boolean pdf = mime.equals("application/pdf");
        if (media == null || !(mime.startsWith("image/") || pdf)) {
            message.put("content", input.spoken());
            return;
        }
        String dataUrl = media.content().orElseThrow().dataUrl(mime);
        ArrayNode parts = message.putArray("content");
        parts.addObject().put("type", "text").put("text", input.spoken());
        if (pdf) {
            parts.addObject()
                    .put("type", "file")
                    .putObject("file")
                    .put("filename", media.filename().orElse("file.pdf"))
                    .put("file_data", dataUrl);
        } else {
            parts.addObject().put("type", "image_url").putObject("image_url").put("url", dataUrl);
        }
    }

    private BotAnswer read(BotResponse response) {
        if (!response.isSuccess()) {
            return OpenAiErrors.of(response);
        }
        JsonNode json = response.json();
        if (json.path("error").isObject()) {
            return OpenAiErrors.within(response, json.path("error"));
        }
        JsonNode choice = json.path("choices").path(0);
        JsonNode message = choice.path("message");
        if (!message.isObject()) {
            return HttpFaults.noReply("the answer has no choices[0].message");
        }
        ReplyBuilder reply = new ReplyBuilder();
        reply.text(text(message.path("content")));
        if (message.path("refusal").isString()) {
            ToolCalls.refusal(message.path("refusal").asString(), settings, reply);
        }
        for (JsonNode call : message.path("tool_calls")) {
            JsonNode function = call.path("function");
            ToolCalls.apply(
                    function.path("name").asString(""),
                    Json.parse(function.path("arguments").asString("{}")).orElseGet(Json::object),
                    reply);
        }
        if (reply.isEmpty() && choice.path("finish_reason").asString("").equals("content_filter")) {
            return HttpFaults.noReply("the answer was withheld by a content filter");
        }
        JsonNode usage = json.path("usage");
        if (usage.isObject()) {
            reply.usage(BotAnswer.Usage.ofTokens(
                    SanitizedText.limited(json.path("model").asString(""), 100),
                    usage.path("prompt_tokens").asLong(0),
                    usage.path("completion_tokens").asLong(0)));
        }
        return reply.build();
    }

    /** Some servers answer with parts. */
    private static String text(JsonNode content) {
        return content.isArray()
                ? content.valueStream()
                        .map(part -> part.path("text").asString(""))
                        .collect(Collectors.joining())
                : content.asString("");
    }
}
