package org.wahook.shared.bot;

import java.util.Locale;
import org.wahook.platform.json.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A turn as contract 2 writes it: {@code schemas/bot-request-v2.json}. */
final class TurnV2 {

    private TurnV2() {}

    static ObjectNode toJson(BotTurn turn) {
        ObjectNode json = Json.object().put("version", 2);
        ObjectNode about = json.putObject("turn")
                .put("id", turn.id())
                .put("deadline", turn.deadline().toString())
                .put("trigger", turn.trigger());
        turn.followUp().ifPresent(id -> about.put("followUp", id));
        json.put("chatbotId", turn.chatbotId());
        ObjectNode conversation = json.putObject("conversation")
                .put("id", turn.conversation().id())
                .put("isNew", turn.conversation().isNew());
        conversation
                .putObject("window")
                .put(
                        "endsAt",
                        turn.conversation().windowEndsAt().map(Object::toString).orElse(null));
        json.putObject("contact")
                .put("id", turn.contact().id())
                .put("userId", turn.contact().userId().orElse(null))
                .put("name", turn.contact().name().orElse(null))
                .put("username", turn.contact().username().orElse(null));
        ArrayNode history = json.putArray("history");
        turn.history()
                .forEach(said -> history.addObject()
                        .put("role", said.by().role())
                        .put("by", word(said.by()))
                        .put("content", said.content())
                        .put("at", said.at().toString()));
        ArrayNode input = json.putArray("input");
        turn.input().forEach(one -> write(input.addObject(), one));
        ObjectNode capabilities = json.putObject("capabilities");
        turn.capabilities().messages().forEach(capabilities.putArray("messages")::add);
        turn.capabilities().actions().forEach(capabilities.putArray("actions")::add);
        capabilities
                .put("maxMessages", turn.capabilities().maxMessages())
                .put("async", turn.callback().isPresent())
                .put("stateBytes", turn.capabilities().stateBytes());
        turn.state().ifPresent(state -> json.put("state", state));
        turn.callback()
                .ifPresent(callback -> json.putObject("callback")
                        .put("url", callback.url())
                        .put("expiresAt", callback.expiresAt().toString()));
        return json;
    }

    private static void write(ObjectNode json, BotTurn.Input input) {
        json.put("id", input.id())
                .put("at", input.at().toString())
                .put("type", input.type())
                .put("text", input.text())
                .put("description", input.description());
        input.media().ifPresent(media -> write(json.putObject("media"), media));
        input.reply()
                .ifPresent(choice -> json.putObject("reply")
                        .put("kind", choice.kind())
                        .put("id", choice.id())
                        .put("title", choice.title()));
        input.quoted().ifPresent(quoted -> {
            ObjectNode object = json.putObject("quoted").put("id", quoted.id());
            quoted.by().ifPresent(by -> object.put("role", by.role()).put("by", word(by)));
            object.put("text", quoted.text());
        });
        input.referral().ifPresent(referral -> json.set("referral", referral));
        input.more().ifPresent(more -> json.set(input.type(), more));
    }

    private static void write(ObjectNode json, BotTurn.Media media) {
        json.put("id", media.mediaId()).put("mimeType", media.mimeType()).put("voice", media.voice());
        if (!media.sha256().isEmpty()) {
            json.put("sha256", media.sha256());
        }
        media.filename().ifPresent(name -> json.put("filename", name));
        media.content()
                .ifPresent(content -> json.put("bytes", content.bytes().length).put("data", content.base64()));
        media.link()
                .ifPresent(link -> json.put("bytes", link.bytes())
                        .put("url", link.url())
                        .put("expiresAt", link.expiresAt().toString()));
        media.transcript().ifPresent(words -> json.putObject("transcript").put("text", words));
        media.error().ifPresent(error -> json.put("error", error));
    }

    private static String word(BotTurn.Speaker speaker) {
        return speaker.name().toLowerCase(Locale.ROOT);
    }
}
