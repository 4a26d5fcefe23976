package org.wahook.admin.bot;

import java.util.List;
import org.wahook.platform.json.Json;
import org.wahook.shared.bot.BotAction;
import org.wahook.shared.bot.BotMessage;
import org.wahook.shared.bot.MetaMessages;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A test of a bot as the admin API writes it. */
final class BotTestJson {

    private final BotTestReport report;
    private final ObjectNode json = Json.object();

    private BotTestJson(BotTestReport report) {
        this.report = report;
    }

    /** The last call's request and answer; {@code calls} has them all where there were several. */
    static ObjectNode of(BotTestReport report) {
        return new BotTestJson(report).write();
    }

    private ObjectNode write() {
        List<ObjectNode> calls = report.calls().stream().map(BotTestJson::call).toList();
        ObjectNode last = calls.isEmpty() ? Json.object() : calls.getLast();
        json.set("request", orNull(last.path("request")));
        json.set("answer", orNull(last.path("answer")));
        json.put("milliseconds", report.took().toMillis());
        outcome();
        if (calls.size() > 1) {
            ArrayNode all = json.putArray("calls");
            calls.forEach(all::add);
        }
        return json;
    }

    private static JsonNode orNull(JsonNode node) {
        return node.isMissingNode() ? Json.object().nullNode() : node;
    }

    private void outcome() {
        ArrayNode messages = json.putArray("messages");
        switch (report.outcome()) {
            case BotTestReport.Outcome.Replied replied -> {
                json.put("result", replied.messages().isEmpty() ? "silence" : "reply");
                replied.messages().forEach(shown -> messages.add(message(shown)));
                ArrayNode actions = json.putArray("actions");
                replied.actions().stream().map(BotAction::name).forEach(actions::add);
                ArrayNode notes = json.putArray("notes");
                replied.notes().forEach(notes::add);
            }
            case BotTestReport.Outcome.Later later -> json.put("result", "pending");
            case BotTestReport.Outcome.Failed(String error, boolean repeated, String advice) ->
                json.put("result", "failed")
                        .put("error", error)
                        .put("wouldBeRepeated", repeated)
                        .put("advice", advice);
        }
    }

    private JsonNode message(BotTestReport.Shown shown) {
        BotMessage message = shown.message();
        ObjectNode one = MetaMessages.of(message.content());
        message.replyTo().ifPresent(id -> one.putObject("context").put("message_id", id));
        one.put("fallbackText", message.fallbackText());
        shown.insteadOf().ifPresent(why -> one.put("insteadOf", why));
        return Json.parse(report.mask().apply(Json.text(one))).orElse(one);
    }

    private static ObjectNode call(BotTestReport.Call call) {
        ObjectNode both = Json.object();
        ObjectNode request = both.putObject("request").put("method", "POST").put("url", call.url());
        ObjectNode headers = request.putObject("headers");
        call.headers().forEach(header -> headers.put(header.name(), header.value()));
        request.set("body", body(call.body()));
        call.answer()
                .ifPresent(answer -> both.putObject("answer")
                        .put("status", answer.status())
                        .put("contentType", answer.contentType())
                        .set("body", body(answer.body())));
        return both;
    }

    /** JSON where it is JSON, else its text. */
    private static JsonNode body(String text) {
        return Json.parse(text).orElseGet(() -> Json.object().stringNode(text));
    }
}
