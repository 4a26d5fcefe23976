package org.wahook.shared.bot;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.wahook.platform.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Typebot's flows. Typebot keeps the session and chooses its id; where it has forgotten it, the flow begins anew. */
final class Typebot implements Bot {

    private static final Pattern SESSION = Pattern.compile("[A-Za-z0-9_-]{1,100}");
    private static final int MOST_SECONDS = 5;

    private final BotAccess access;
    private final BotSettings settings;

    Typebot(BotAccess access) {
        this.access = access;
        this.settings = access.settings();
    }

    @Override
    public BotStep ask(BotTurn turn) {
        Optional<String> session = turn.state().filter(id -> SESSION.matcher(id).matches());
        return session.isEmpty() ? start(turn) : goOn(turn, session.get());
    }

    private BotStep start(BotTurn turn) {
        ObjectNode body = Json.object();
        body.set("message", message(turn));
        body.put("textBubbleContentFormat", "markdown");
        ObjectNode variables =
                body.putObject("prefilledVariables").put("sessionKey", SessionKey.of(turn, access.apiKey()));
        turn.contact().name().ifPresent(name -> variables.put("contactName", name));
        String typebot = settings.text(BotOption.TYPEBOT).orElse("").replaceAll("[^A-Za-z0-9_-]", "");
        return BotStep.lastCall(request("/api/v1/typebots/" + typebot + "/startChat", body), this::read);
    }

    private BotStep goOn(BotTurn turn, String session) {
        ObjectNode body = Json.object();
        body.set("message", message(turn));
        body.put("textBubbleContentFormat", "markdown");
        return BotStep.call(
                request("/api/v1/sessions/" + session + "/continueChat", body),
                response -> response.status() == 404 ? start(turn) : BotStep.finished(read(response)));
    }

    private BotRequest request(String path, ObjectNode body) {
        BotRequest request = BotRequest.json(access.url(path), body)
                .with("Accept", "application/json")
                .withBearer(access.apiKey().reveal());
        return settings.flag(BotOption.REPEAT) ? request : request.once();
    }

    /** A button's answer is its words, and the id that Typebot gave it. */
    private static ObjectNode message(BotTurn turn) {
        ObjectNode message = Json.object().put("type", "text");
        Optional<BotTurn.Choice> choice = turn.input().isEmpty()
                ? Optional.empty()
                : turn.input().getLast().reply();
        message.put("text", choice.map(BotTurn.Choice::title).orElseGet(turn::newText));
        choice.ifPresent(it -> message.putObject("metadata").put("replyId", it.id()));
        return message;
    }

    private BotAnswer read(BotResponse response) {
        if (!response.isSuccess()) {
            return HttpFaults.of(response, HttpFaults.code(response.json().path("code")));
        }
        JsonNode json = response.json();
        if (!json.path("messages").isArray()) {
            return HttpFaults.noReply("the answer has no messages");
        }
        ReplyBuilder reply = new ReplyBuilder();
        clientSide(json, "", reply);
        for (JsonNode bubble : json.path("messages")) {
            bubble(bubble, reply);
            clientSide(json, bubble.path("id").asString(""), reply);
        }
        JsonNode input = json.path("input");
        if (input.isObject()) {
            reply.choices("", options(input));
            json.path("sessionId").asStringOpt().ifPresent(id -> reply.state(StateChange.set(id)));
        } else {
            reply.state(StateChange.cleared());
        }
        return reply.build();
    }

    private static void bubble(JsonNode bubble, ReplyBuilder reply) {
        JsonNode content = bubble.path("content");
        String url = content.path("url").asString("");
        switch (bubble.path("type").asString("")) {
            case "text" ->
                reply.text(content.path("markdown").asStringOpt().orElseGet(() -> plain(content.path("richText"))));
            case "image" -> reply.media(MessageContent.Media.Kind.IMAGE, url, "");
            case "video" -> reply.media(MessageContent.Media.Kind.VIDEO, url, "");
            case "audio" -> reply.media(MessageContent.Media.Kind.AUDIO, url, "");
            case "embed" -> reply.text(url);
            default -> reply.note("a bubble of a type that can't be sent");
        }
    }

    /** The words of a tree of nodes, a line for each of the first level. */
    private static String plain(JsonNode nodes) {
        return nodes.valueStream().map(Typebot::words).collect(Collectors.joining("\n"));
    }

    private static String words(JsonNode node) {
        return node.path("text").asString("")
                + node.path("children").valueStream().map(Typebot::words).collect(Collectors.joining());
    }

    /** A wait becomes a delay, a redirect its URL; scripts are never run. */
    private static void clientSide(JsonNode json, String afterBubble, ReplyBuilder reply) {
        for (JsonNode action : json.path("clientSideActions")) {
            if (!action.path("lastBubbleBlockId").asString("").equals(afterBubble)) {
                continue;
            }
            switch (action.path("type").asString("")) {
                case "wait" -> {
                    double seconds =
                            action.path("wait").path("secondsToWaitFor").asDouble(0);
                    reply.pause(Duration.ofMillis((long) (Math.clamp(seconds, 0, MOST_SECONDS) * 1000)));
                }
                case "redirect" ->
                    reply.text(action.path("redirect").path("url").asString(""));
                default -> reply.note("a client-side action that is not run");
            }
        }
    }

    private static List<ChoiceMessages.Option> options(JsonNode input) {
        return input.path("items")
                .valueStream()
                .map(item -> new ChoiceMessages.Option(
                        item.path("id").asString(""),
                        item.path("content")
                                .asStringOpt()
                                .orElseGet(() -> item.path("title").asString(""))
                                .strip()))
                .filter(option -> !option.id().isEmpty() && !option.title().isEmpty())
                .toList();
    }
}
