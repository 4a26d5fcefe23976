package org.wahook.shared.bot;

import java.util.List;
import java.util.Optional;
import org.wahook.platform.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A flow of Flowise: {@code …/api/v1/prediction/{id}}. Flowise keeps the conversation by the session that we name. */
final class Flowise implements Bot {

    private final BotAccess access;
    private final BotSettings settings;

    Flowise(BotAccess access) {
        this.access = access;
        this.settings = access.settings();
    }

    @Override
    public BotStep ask(BotTurn turn) {
        BotRequest request = BotRequest.json(access.url(""), body(turn))
                .with("Accept", "application/json")
                .withBearer(access.apiKey().reveal());
        return BotStep.lastCall(settings.flag(BotOption.REPEAT) ? request : request.once(), this::read);
    }

    private ObjectNode body(BotTurn turn) {
        ObjectNode body = Json.object().put("question", turn.newTextWithNote()).put("streaming", false);
        body.putObject("overrideConfig").put("sessionId", SessionKey.of(turn, access.apiKey()));
        ArrayNode uploads = Json.array();
        turn.input()
                .forEach(input -> input.media()
                        .ifPresent(media -> media.content()
                                .ifPresent(content -> uploads.addObject()
                                        .put("data", content.dataUrl(media.bareMimeType()))
                                        .put("type", media.bareMimeType().startsWith("audio/") ? "audio" : "file")
                                        .put("name", FileNames.of(media))
                                        .put("mime", media.bareMimeType()))));
        if (!uploads.isEmpty()) {
            body.set("uploads", uploads);
        }
        return body;
    }

    private BotAnswer read(BotResponse response) {
        JsonNode json = response.json();
        if (!response.isSuccess()) {
            return HttpFaults.of(response);
        }
        if (json.has("success") && !json.path("success").asBoolean(true)) {
            int status = json.path("statusCode").asInt(500);
            return BotAnswer.failed(HttpFaults.kind(status), "HTTP 200 with an error of status " + status);
        }
        ReplyBuilder reply = new ReplyBuilder();
        boolean embedded = reply.embedded(json.path("json"));
        JsonNode text = json.path("text");
        boolean waits = json.path("action").isObject();
        if (!text.isString() && !embedded && !waits) {
            return HttpFaults.noReply("the answer has no text");
        }
        Optional<List<ChoiceMessages.Option>> prompts = prompts(json.path("followUpPrompts"));
        if (prompts.isPresent()) {
            reply.choices(text.asString(""), prompts.get());
        } else {
            reply.text(text.asString(""));
        }
        if (waits) {
            reply.handoff("other", "The flow waits for a person.");
        }
        return reply.build();
    }

    /** A text that holds a JSON array. */
    private Optional<List<ChoiceMessages.Option>> prompts(JsonNode prompts) {
        if (!settings.flag(BotOption.FOLLOW_UP_PROMPTS) || !prompts.isString()) {
            return Optional.empty();
        }
        List<String> words = Json.parse(prompts.asString())
                .orElseGet(Json::array)
                .valueStream()
                .map(one -> one.asString("").strip())
                .filter(one -> !one.isEmpty())
                .limit(10)
                .toList();
        return words.isEmpty()
                ? Optional.empty()
                : Optional.of(words.stream()
                        .map(one -> new ChoiceMessages.Option(SanitizedText.limited(one, 200), one))
                        .toList());
    }
}
