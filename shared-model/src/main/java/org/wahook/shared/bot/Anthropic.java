package org.wahook.shared.bot;

import java.util.Set;
import org.wahook.platform.json.Json;
import org.wahook.shared.bot.BotAnswer.Failure;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Anthropic's Messages: the whole history each time, by turns of user and assistant, beginning with the user. */
final class Anthropic implements Bot {

    private static final String VERSION = "2023-06-01";
    private static final int DEFAULT_MAX_TOKENS = 1024;
    private static final Set<String> IMAGES = Set.of("image/jpeg", "image/png", "image/gif", "image/webp");

    private final BotAccess access;
    private final BotSettings settings;

    Anthropic(BotAccess access) {
        this.access = access;
        this.settings = access.settings();
    }

    @Override
    public BotStep ask(BotTurn turn) {
        BotRequest request = BotRequest.json(access.url("/v1/messages"), body(turn))
                .with("Accept", "application/json")
                .with("anthropic-version", VERSION)
                .withSecret("x-api-key", access.apiKey().reveal());
        return BotStep.lastCall(request, this::read);
    }

    private ObjectNode body(BotTurn turn) {
        ObjectNode body = Json.object()
                .put("model", settings.text(BotOption.MODEL).orElse(""))
                .put("max_tokens", settings.number(BotOption.MAX_TOKENS).orElse(DEFAULT_MAX_TOKENS));
        settings.text(BotOption.INSTRUCTIONS).ifPresent(text -> body.put("system", text));
        ArrayNode messages = body.putArray("messages");
        boolean begun = false;
        for (BotTurn.Said said : turn.history()) {
            begun = begun || said.by() == BotTurn.Speaker.USER;
            if (begun) {
                blocks(messages, said.by().role())
                        .addObject()
                        .put("type", "text")
                        .put("text", said.content());
            }
        }
        turn.input().forEach(input -> write(blocks(messages, "user"), input));
        body.putObject("metadata").put("user_id", SessionKey.of(turn, access.apiKey()));
        if (settings.flag(BotOption.TOOLS)) {
            ArrayNode tools = body.putArray("tools");
            for (ToolCalls.Tool tool : ToolCalls.tools()) {
                tools.addObject()
                        .put("name", tool.name())
                        .put("description", tool.description())
                        .set("input_schema", tool.parameters());
            }
        }
        return body;
    }

    /** The blocks of the last message where it has this role, else of a new one. */
    private static ArrayNode blocks(ArrayNode messages, String role) {
        JsonNode last = messages.isEmpty() ? messages.path(0) : messages.get(messages.size() - 1);
        return last.path("role").asString("").equals(role) && last.path("content") instanceof ArrayNode blocks
                ? blocks
                : messages.addObject().put("role", role).putArray("content");
    }

    private static void write(ArrayNode blocks, BotTurn.Input input) {
        input.media().filter(media -> media.content().isPresent()).ifPresent(media -> {
            String mime = media.bareMimeType();
            boolean image = IMAGES.contains(mime);
            if (image || mime.equals("application/pdf")) {
                blocks.addObject()
                        .put("type", image ? "image" : "document")
                        .putObject("source")
                        .put("type", "base64")
                        .put("media_type", mime)
                        .put("data", media.content().orElseThrow().base64());
            }
        });
        blocks.addObject().put("type", "text").put("text", input.spoken());
    }

    private BotAnswer read(BotResponse response) {
        JsonNode json = response.json();
        if (!response.isSuccess()) {
            boolean again = response.status() == 409;
            return HttpFaults.of(
                    response,
                    again ? Failure.ERROR : HttpFaults.kind(response.status()),
                    HttpFaults.code(json.path("error").path("type")));
        }
        if (json.path("type").asString("").equals("error")) {
            return OpenAiErrors.within(response, json.path("error"));
        }
        if (!json.path("content").isArray()) {
            return HttpFaults.noReply("the answer has no content");
        }
        ReplyBuilder reply = new ReplyBuilder();
        StringBuilder text = new StringBuilder();
        for (JsonNode block : json.path("content")) {
            switch (block.path("type").asString("")) {
                case "text" -> text.append(block.path("text").asString(""));
                case "tool_use" -> {
                    reply.text(text.toString());
                    text.setLength(0);
                    ToolCalls.apply(block.path("name").asString(""), block.path("input"), reply);
                }
                default -> {
                    // Thinking and the like are the model's own.
                }
            }
        }
        if (json.path("stop_reason").asString("").equals("refusal")) {
            ToolCalls.refusal(text.toString(), settings, reply);
        } else {
            reply.text(text.toString());
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
}
