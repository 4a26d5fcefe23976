package org.wahook.worker.responder;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.platform.json.Json;
import org.wahook.platform.telemetry.Redaction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * With {@code LOG_LEVEL=debug}, what a response API answered: status, type, size and the beginning, for those who connect
 * one. Of the body only the fields and the lengths of their values, since they have a customer's words; of an error also what
 * tells the error, without the client's key, tokens and phone numbers.
 */
final class AnswerLog {

    private static final Logger log = LoggerFactory.getLogger(AnswerLog.class);

    /** Read for its size; more is said to be at least so much. */
    private static final long MOST_BYTES = 1024L * 1024;

    private static final int LONGEST_QUOTE = 200;

    private static final Set<String> TELL_THE_ERROR =
            Set.of("error", "message", "detail", "title", "code", "type", "status");

    private AnswerLog() {}

    /** The body can still be read afterwards. */
    static void write(Question question, Response response) throws IOException {
        if (!log.isDebugEnabled()) {
            return;
        }
        try (ResponseBody body = response.peekBody(MOST_BYTES)) {
            byte[] bytes = body.bytes();
            log.debug(
                    "Response API of {}: HTTP {}, {}, {} bytes: {}",
                    question.chatbotId(),
                    response.code(),
                    response.header("Content-Type", "no content type"),
                    bytes.length,
                    beginning(shown(new String(bytes, StandardCharsets.UTF_8), response), question));
        }
    }

    /** An error may quote what the customer wrote, so that of it too only what tells the error stays. */
    private static String shown(String text, Response response) {
        boolean failed = !response.isSuccessful();
        return Json.parse(text)
                .map(node -> shape("", node, failed))
                .map(Json::text)
                .orElseGet(() -> "%d characters that are no JSON".formatted(text.length()));
    }

    private static JsonNode shape(String name, JsonNode node, boolean failed) {
        if (node.isObject()) {
            ObjectNode shaped = Json.object();
            node.properties()
                    .forEach(field -> shaped.set(field.getKey(), shape(field.getKey(), field.getValue(), failed)));
            return shaped;
        }
        if (node.isArray()) {
            ArrayNode shaped = Json.array();
            node.forEach(item -> shaped.add(shape(name, item, failed)));
            return shaped;
        }
        if (failed && TELL_THE_ERROR.contains(name)) {
            return node;
        }
        if (node.isString()) {
            return StringNode.valueOf("%d characters".formatted(node.asString().length()));
        }
        return node.isNumber() ? StringNode.valueOf("a number") : node;
    }

    private static String beginning(String text, Question question) {
        String masked = Redaction.quoted(Redaction.quote(text, question.apiKey(), question.contactId()));
        String line = Redaction.line(masked);
        return line.length() <= LONGEST_QUOTE ? line : line.substring(0, LONGEST_QUOTE) + "…";
    }
}
