package org.wahook.worker.responder;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.platform.telemetry.Redaction;

/**
 * With {@code LOG_LEVEL=debug}, what a response API answered: status, type, size and the beginning, for those who connect
 * one. Without the client's key, tokens and phone numbers.
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
                    beginning(new String(bytes, StandardCharsets.UTF_8), question));
        }
    }

    private static String beginning(String text, Question question) {
        String masked = Redaction.quoted(Redaction.quote(text, question.apiKey(), question.contactId()));
        String line = Redaction.line(masked);
        return line.length() <= LONGEST_QUOTE ? line : line.substring(0, LONGEST_QUOTE) + "…";
    }
}
