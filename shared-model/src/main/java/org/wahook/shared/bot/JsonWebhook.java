package org.wahook.shared.bot;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.wahook.platform.json.Json;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * n8n, and any other webhook that takes JSON and answers with JSON or text. What is not said otherwise by pointers is the
 * request of contract 2 with {@code chatInput}, {@code sessionId} and {@code action}, as n8n's chat trigger wants them.
 */
final class JsonWebhook implements Bot {

    private static final List<JsonPointer> REPLIES = List.of(
            JsonPointer.compile("/output"),
            JsonPointer.compile("/answer"),
            JsonPointer.compile("/text"),
            JsonPointer.compile("/response"),
            JsonPointer.compile("/0/output"),
            JsonPointer.compile("/0/text"));

    /** What n8n says by itself where a workflow has not answered. It is for no customer. */
    private static final Pattern NOT_AN_ANSWER = Pattern.compile(
            "\\W*workflow (got started|was started|executed successfully|started).*",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private final BotAccess access;
    private final BotSettings settings;

    JsonWebhook(BotAccess access) {
        this.access = access;
        this.settings = access.settings();
    }

    @Override
    public BotStep ask(BotTurn turn) {
        BotRequest request = BotRequest.json(access.url(""), body(turn))
                .with("Accept", "application/json, text/plain;q=0.5")
                .with("Idempotency-Key", turn.id());
        String key = access.apiKey().reveal();
        BotRequest withKey = settings.text(BotOption.HEADER)
                .map(name -> request.withSecret(name, key))
                .orElseGet(() -> request.withBearer(key));
        return BotStep.lastCall(withKey, this::read);
    }

    private ObjectNode body(BotTurn turn) {
        ObjectNode whole = TurnV2.toJson(turn)
                .put("action", "sendMessage")
                .put("chatInput", turn.newText())
                .put("sessionId", SessionKey.of(turn, access.apiKey()));
        JsonNode pointers = settings.value(BotOption.REQUEST);
        if (!pointers.isObject()) {
            return whole;
        }
        ObjectNode body = Json.object();
        for (Map.Entry<String, JsonNode> one : pointers.properties()) {
            put(body, JsonPointer.compile(one.getKey()), value(whole, one.getValue()));
        }
        return body;
    }

    /** A text with a slash at its beginning is a pointer into the whole request; anything else stands for itself. */
    private static JsonNode value(ObjectNode whole, JsonNode source) {
        return source.asString("").startsWith("/") ? whole.at(source.asString()) : source;
    }

    private static void put(ObjectNode body, JsonPointer where, JsonNode value) {
        ObjectNode object = body;
        JsonPointer rest = where;
        while (!rest.tail().matches()) {
            String name = rest.getMatchingProperty();
            object = object.path(name) instanceof ObjectNode within ? within : object.putObject(name);
            rest = rest.tail();
        }
        if (!value.isMissingNode()) {
            object.set(rest.getMatchingProperty(), value);
        }
    }

    private BotAnswer read(BotResponse response) {
        if (!response.isSuccess()) {
            return HttpFaults.of(response);
        }
        Optional<JsonNode> parsed = Json.parse(response.body()).filter(JsonNode::isContainer);
        if (parsed.isEmpty()) {
            return response.isPlainText()
                    ? text(response.text())
                    : HttpFaults.noReply("the answer is neither a JSON object nor text/plain");
        }
        JsonNode json = parsed.get();
        JsonNode first = json.isArray() ? json.path(0) : json;
        if (first.path("version").asInt(0) == 2) {
            return AnswerV2.read(first);
        }
        ReplyBuilder reply = new ReplyBuilder();
        boolean embedded = reply.embedded(first);
        Optional<String> text = replyText(json);
        if (text.filter(JsonWebhook::isNoAnswer).isPresent()
                || (text.isEmpty() && isNoAnswer(first.path("message").asString("")))) {
            return HttpFaults.noReply("the workflow was started, and did not answer");
        }
        if (text.isEmpty() && !embedded) {
            return HttpFaults.noReply("the answer has no text where a reply is looked for");
        }
        return reply.text(text.orElse("")).build();
    }

    private Optional<String> replyText(JsonNode json) {
        List<JsonPointer> pointers = settings.text(BotOption.REPLY_POINTER)
                .map(pointer -> List.of(JsonPointer.compile(pointer)))
                .orElse(REPLIES);
        return pointers.stream()
                .map(json::at)
                .filter(JsonNode::isString)
                .map(JsonNode::asString)
                .findFirst();
    }

    private static BotAnswer text(String text) {
        return isNoAnswer(text)
                ? HttpFaults.noReply("the workflow was started, and did not answer")
                : new ReplyBuilder().text(text).build();
    }

    private static boolean isNoAnswer(String text) {
        return text.length() < 200 && NOT_AN_ANSWER.matcher(text).matches();
    }
}
