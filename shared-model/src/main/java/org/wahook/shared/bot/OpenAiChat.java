package org.wahook.shared.bot;

import java.util.Optional;
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

    /**
     * A picture or a PDF goes along as a data URL, and MP3 or WAV as sound, for models that hear; of anything else the model
     * is told what it is.
     */
    private void write(ObjectNode message, BotTurn.Input input) {
        Optional<ObjectNode> file = input.media().flatMap(this::part);
        if (file.isEmpty()) {
            message.put("content", input.spoken());
            return;
        }
        ArrayNode parts = message.putArray("content");
        parts.addObject().put("type", "text").put("text", input.spoken());
        parts.add(file.get());
    }

    /** Empty for what these models don't take. */
    private Optional<ObjectNode> part(BotTurn.Media media) {
        return media.content().flatMap(content -> {
            String mime = media.bareMimeType();
            if (mime.startsWith("image/")) {
                ObjectNode part = Json.object().put("type", "image_url");
                part.putObject("image_url").put("url", content.dataUrl(mime));
                return Optional.of(part);
            }
            if (mime.equals("application/pdf")) {
                ObjectNode part = Json.object().put("type", "file");
                part.putObject("file")
                        .put("filename", media.filename().orElse("file.pdf"))
                        .put("file_data", content.dataUrl(mime));
                return Optional.of(part);
            }
            return soundFormat(mime).map(format -> {
                ObjectNode part = Json.object().put("type", "input_audio");
                part.putObject("input_audio").put("data", content.base64()).put("format", format);
                return part;
            });
        });
    }

    /** WhatsApp's own voice notes are Ogg with Opus, which is none of them: they are told by their words. */
    private Optional<String> soundFormat(String mime) {
        if (!settings.flag(BotOption.AUDIO)) {
            return Optional.empty();
        }
        return switch (mime) {
            case "audio/mpeg" -> Optional.of("mp3");
            case "audio/wav" -> Optional.of("wav");
            default -> Optional.empty();
        };
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
