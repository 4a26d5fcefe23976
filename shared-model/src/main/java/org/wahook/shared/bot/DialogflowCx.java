package org.wahook.shared.bot;

import org.wahook.platform.json.Json;
import org.wahook.shared.bot.BotAnswer.Failure;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Dialogflow CX. Google keeps the conversation by the session that we name, for a day. The chatbot's key is the JSON of a
 * service account, or an access token that somebody else renews.
 */
final class DialogflowCx implements Bot {

    private static final String LONGEST_SESSION = "86400s";
    private static final int LONGEST_TEXT = 256;

    private final BotAccess access;
    private final BotSettings settings;

    DialogflowCx(BotAccess access) {
        this.access = access;
        this.settings = access.settings();
    }

    @Override
    public BotStep ask(BotTurn turn) {
        String key = access.apiKey().reveal();
        return GoogleServiceAccount.read(key)
                .map(account -> account.token(access.clock().instant(), token -> detect(turn, token)))
                .orElseGet(() -> detect(turn, key));
    }

    private BotStep detect(BotTurn turn, String token) {
        ObjectNode body = Json.object();
        ObjectNode query = body.putObject("queryInput")
                .put("languageCode", settings.text(BotOption.LANGUAGE).orElse("en"));
        query.putObject("text").put("text", SanitizedText.limited(turn.newText(), LONGEST_TEXT));
        ObjectNode parameters =
                body.putObject("queryParams").put("channel", "whatsapp").put("sessionTtl", LONGEST_SESSION);
        ObjectNode payload = parameters.putObject("payload").put("turn", turn.id());
        turn.contact().name().ifPresent(name -> payload.put("contactName", name));
        String session =
                settings.text(BotOption.AGENT).orElse(agent()) + "/sessions/" + SessionKey.of(turn, access.apiKey());
        BotRequest request = BotRequest.json(access.url("/v3/" + session + ":detectIntent"), body)
                .with("Accept", "application/json")
                .withBearer(token);
        return BotStep.lastCall(settings.flag(BotOption.REPEAT) ? request : request.once(), this::read);
    }

    private String agent() {
        return settings.value(BotOption.AGENT).asString("");
    }

    private BotAnswer read(BotResponse response) {
        JsonNode json = response.json();
        if (!response.isSuccess()) {
            return HttpFaults.of(response, HttpFaults.code(json.path("error").path("status")));
        }
        JsonNode messages = json.path("queryResult").path("responseMessages");
        if (!json.path("queryResult").isObject()) {
            return BotAnswer.failed(Failure.NO_REPLY, "the answer has no queryResult");
        }
        ReplyBuilder reply = new ReplyBuilder();
        for (JsonNode message : messages) {
            message.path("text").path("text").forEach(text -> reply.text(text.asString("")));
            reply.embedded(message.path("payload"));
            if (message.has("liveAgentHandoff")) {
                JsonNode metadata = message.path("liveAgentHandoff").path("metadata");
                reply.handoff(
                        metadata.path("reason").asString("asked_for_person"),
                        metadata.path("summary").asString(""));
            }
            if (message.has("playAudio")) {
                reply.media(
                        MessageContent.Media.Kind.AUDIO,
                        message.path("playAudio").path("audioUri").asString(""),
                        "");
            }
        }
        return reply.build();
    }
}
