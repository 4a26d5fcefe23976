package org.wahook.shared.bot;

import java.util.ArrayList;
import java.util.List;
import org.wahook.platform.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Rasa's REST channel. Rasa keeps the conversation by the sender that we name. It answers {@code []} where the bot says
 * nothing, and also where it failed; a client may have words for that: the option {@code emptyText}.
 */
final class Rasa implements Bot {

    private final BotAccess access;
    private final BotSettings settings;

    Rasa(BotAccess access) {
        this.access = access;
        this.settings = access.settings();
    }

    @Override
    public BotStep ask(BotTurn turn) {
        ObjectNode body = Json.object()
                .put("sender", SessionKey.of(turn, access.apiKey()))
                .put("message", message(turn));
        ObjectNode metadata = body.putObject("metadata").put("turn", turn.id());
        turn.contact().name().ifPresent(name -> metadata.put("contactName", name));
        BotRequest request = BotRequest.json(access.url("/webhooks/rest/webhook"), body)
                .with("Accept", "application/json")
                .withBearer(access.apiKey().reveal());
        return BotStep.lastCall(settings.flag(BotOption.REPEAT) ? request : request.once(), this::read);
    }

    /** A button's answer is the payload that Rasa gave it. */
    private static String message(BotTurn turn) {
        return turn.input().size() == 1
                ? turn.input().getFirst().reply().map(BotTurn.Choice::id).orElseGet(turn::newTextWithNote)
                : turn.newTextWithNote();
    }

    private BotAnswer read(BotResponse response) {
        if (!response.isSuccess()) {
            return HttpFaults.of(response);
        }
        JsonNode json = response.json();
        if (!json.isArray()) {
            return HttpFaults.noReply("the answer is no list");
        }
        ReplyBuilder reply = new ReplyBuilder();
        for (JsonNode item : json) {
            item(item, reply);
        }
        if (reply.isEmpty()) {
            reply.note("Rasa answered nothing, or failed");
            settings.text(BotOption.EMPTY_TEXT).ifPresent(reply::text);
        }
        return reply.build();
    }

    private static void item(JsonNode item, ReplyBuilder reply) {
        List<ChoiceMessages.Option> options = new ArrayList<>();
        item.path("buttons").forEach(button -> {
            String title = button.path("title").asString("").strip();
            String payload = button.path("payload").asString(title);
            if (!title.isEmpty()) {
                options.add(new ChoiceMessages.Option(payload.isBlank() ? title : payload, title));
            }
        });
        reply.choices(item.path("text").asString(""), options);
        reply.media(MessageContent.Media.Kind.IMAGE, item.path("image").asString(""), "");
        if (item.path("attachment").isString()) {
            reply.text(item.path("attachment").asString());
        }
        reply.embedded(item.path("custom"));
    }
}
