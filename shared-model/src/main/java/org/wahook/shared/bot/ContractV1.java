package org.wahook.shared.bot;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.wahook.platform.json.Json;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The contract that every chatbot has unless it chooses another. Its bytes and headers never change. */
final class ContractV1 implements Bot {

    private static final Pattern CHARSET = Pattern.compile("charset=\"?([^\";\\s]+)", Pattern.CASE_INSENSITIVE);

    private final BotAccess access;
    private final JsonPointer replyPointer;

    ContractV1(BotAccess access) {
        this.access = access;
        this.replyPointer = JsonPointer.compile(access.replyPointer());
    }

    @Override
    public BotStep ask(BotTurn turn) {
        BotRequest request = BotRequest.json(access.url(), body(turn))
                .with("Idempotency-Key", turn.id())
                .with("Accept", "application/json, text/plain");
        return BotStep.lastCall(request, response -> read(response, replyPointer));
    }

    private ObjectNode body(BotTurn turn) {
        ArrayNode query = Json.array();
        turn.history()
                .forEach(said -> query.addObject().put("role", said.by().role()).put("content", said.content()));
        turn.input().forEach(input -> query.addObject().put("role", "user").put("content", input.description()));
        ObjectNode body = Json.object();
        body.put("query", Json.text(query));
        body.put("chatbotId", turn.chatbotId());
        body.putObject("user")
                .put("uniqueClientId", turn.conversation().id())
                .put("converslyWebId", access.apiKey().reveal());
        return body;
    }

    /** The reply text at the pointer of a JSON answer, or the whole of a plain text. */
    static BotAnswer read(BotResponse response, JsonPointer replyPointer) {
        if (!response.isSuccess()) {
            return HttpFaults.of(response);
        }
        if (response.isPlainText()) {
            return reply(new String(response.body(), charset(response.contentType())));
        }
        Optional<JsonNode> json = Json.parse(response.body());
        if (json.isEmpty()) {
            return BotAnswer.failed(BotAnswer.Failure.NO_REPLY, "the answer is neither JSON nor text/plain");
        }
        JsonNode reply = json.get().at(replyPointer);
        return reply.isString()
                ? reply(reply.asString())
                : BotAnswer.failed(BotAnswer.Failure.NO_REPLY, "the answer has no text at " + replyPointer);
    }

    private static BotAnswer reply(String text) {
        return BotAnswer.reply(SanitizedText.clean(text).isBlank() ? List.of() : List.of(BotMessage.text(text)));
    }

    private static Charset charset(String contentType) {
        Matcher charset = CHARSET.matcher(contentType);
        try {
            return charset.find() ? Charset.forName(charset.group(1)) : StandardCharsets.UTF_8;
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return StandardCharsets.UTF_8;
        }
    }
}
