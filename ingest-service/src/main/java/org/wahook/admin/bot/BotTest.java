package org.wahook.admin.bot;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.wahook.platform.config.Secret;
import org.wahook.platform.json.Json;
import org.wahook.shared.bot.BotAction;
import org.wahook.shared.bot.BotAnswer;
import org.wahook.shared.bot.BotMessage;
import org.wahook.shared.bot.BotRequest;
import org.wahook.shared.bot.BotResponse;
import org.wahook.shared.bot.MessageContent;
import org.wahook.shared.bot.MetaMessages;
import org.wahook.shared.formatting.MessageTexts;
import org.wahook.shared.formatting.ReplyText;
import org.wahook.shared.formatting.TextParts;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** One test of a bot: its calls as they went and came, secrets masked, and what would be sent. */
final class BotTest {

    private static final String MASK = "***";
    private static final int LONGEST_BODY = 64 * 1024;

    private final List<Secret> secrets;
    private final List<ObjectNode> calls = new ArrayList<>();
    private final ObjectNode outcome = Json.object();

    private final boolean formatted;

    /** @param formatted whether the client wants Markdown as WhatsApp's own formatting */
    BotTest(List<Secret> secrets, boolean formatted) {
        this.secrets = List.copyOf(secrets);
        this.formatted = formatted;
    }

    /** Makes a call. */
    interface Call {
        BotResponse make() throws IOException;
    }

    BotResponse note(BotRequest request, Call call) throws IOException {
        ObjectNode noted = Json.object();
        noted.set("request", request(request));
        calls.add(noted);
        BotResponse response = call.make();
        ObjectNode answer = noted.putObject("answer")
                .put("status", response.status())
                .put("contentType", masked(response.contentType()));
        answer.set("body", body(response.body()));
        return response;
    }

    void tookNanos(long nanos) {
        outcome.put("milliseconds", TimeUnit.NANOSECONDS.toMillis(nanos));
    }

    void answered(BotAnswer answer) {
        ArrayNode messages = outcome.putArray("messages");
        switch (answer) {
            case BotAnswer.Reply reply -> {
                outcome.put("result", reply.messages().isEmpty() ? "silence" : "reply");
                reply.messages().forEach(message -> shown(message).forEach(messages::add));
                ArrayNode actions = outcome.putArray("actions");
                reply.actions().stream().map(BotAction::name).forEach(actions::add);
                ArrayNode notes = outcome.putArray("notes");
                reply.notes().forEach(notes::add);
            }
            case BotAnswer.Pending pending -> outcome.put("result", "pending");
            case BotAnswer.Failed failed -> {
                outcome.put("result", "failed");
                outcome.put("error", masked(failed.error()));
                outcome.put("wouldBeRepeated", failed.kind().retryable());
            }
        }
    }

    /** The last call's request and answer; {@code calls} has them all where there were several. */
    ObjectNode toJson() {
        ObjectNode json = Json.object();
        JsonNode last = calls.isEmpty() ? Json.object() : calls.getLast();
        json.set(
                "request",
                last.has("request") ? last.path("request") : Json.object().nullNode());
        json.set(
                "answer",
                last.has("answer") ? last.path("answer") : Json.object().nullNode());
        outcome.properties().forEach(one -> json.set(one.getKey(), one.getValue()));
        if (calls.size() > 1) {
            ArrayNode all = json.putArray("calls");
            calls.forEach(all::add);
        }
        return json;
    }

    /** As it would be sent: text in WhatsApp's formatting, and as several messages where it is long. */
    private List<ObjectNode> shown(BotMessage message) {
        if (message.content() instanceof MessageContent.Text(String text, boolean preview)) {
            String clean = ReplyText.clean(text);
            return clean.isEmpty()
                    ? List.of()
                    : MessageTexts.of(clean, formatted).stream()
                            .map(part -> json(new BotMessage(
                                    new MessageContent.Text(TextParts.sent(part), preview),
                                    message.fallbackText(),
                                    message.replyTo(),
                                    message.delay())))
                            .toList();
        }
        return List.of(json(message));
    }

    private static ObjectNode json(BotMessage message) {
        ObjectNode json = MetaMessages.of(message.content());
        message.replyTo().ifPresent(id -> json.putObject("context").put("message_id", id));
        return json.put("fallbackText", message.fallbackText());
    }

    private ObjectNode request(BotRequest request) {
        ObjectNode json = Json.object().put("method", "POST").put("url", masked(request.url()));
        ObjectNode headers = json.putObject("headers").put("Content-Type", request.contentType());
        request.headers()
                .forEach(header -> headers.put(header.name(), header.secret() ? MASK : masked(header.value())));
        json.set("body", body(request.body()));
        return json;
    }

    /** JSON where it is JSON, else its text; cut where it is long. */
    private JsonNode body(byte[] bytes) {
        String text = masked(new String(bytes, StandardCharsets.UTF_8));
        if (text.length() > LONGEST_BODY) {
            return Json.object().stringNode(text.substring(0, LONGEST_BODY) + "…");
        }
        Optional<JsonNode> json = Json.parse(text);
        return json.orElseGet(() -> Json.object().stringNode(text));
    }

    /** Also as JSON writes it. */
    private String masked(String text) {
        String masked = text;
        for (Secret secret : secrets) {
            if (!secret.isEmpty()) {
                String quoted = Json.text(Json.object().stringNode(secret.reveal()));
                masked = masked.replace(secret.reveal(), MASK).replace(quoted.substring(1, quoted.length() - 1), MASK);
            }
        }
        return masked;
    }
}
