package org.wahook.worker.responder;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
 * one. Without the client's key, tokens and phone numbers; of a successful answer, which has words for a customer, only the
 * fields and the lengths of their values.
 */
final class AnswerLog {

    private static final Logger log = LoggerFactory.getLogger(AnswerLog.class);

    /** Read for its size; more is said to be at least so much. */
    private static final long MOST_BYTES = 1024L * 1024;

    private static final int LONGEST_QUOTE = 200;

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

    private static String shown(String text, Response response) {
        if (!response.isSuccessful()) {
            return text;
        }
        return Json.parse(text)
                .map(AnswerLog::shape)
                .map(Json::text)
                .orElseGet(() -> "%d characters that are no JSON".formatted(text.length()));
    }

    private static JsonNode shape(JsonNode node) {
        if (node.isObject()) {
            ObjectNode shaped = Json.object();
            node.properties().forEach(field -> shaped.set(field.getKey(), shape(field.getValue())));
            return shaped;
        }
        if (node.isArray()) {
            ArrayNode shaped = Json.array();
            node.forEach(item -> shaped.add(shape(item)));
            return shaped;
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
