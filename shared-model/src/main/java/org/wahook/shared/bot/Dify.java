package org.wahook.shared.bot;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.wahook.platform.json.Json;
import org.wahook.shared.bot.BotAnswer.Failure;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Dify's chat messages. Dify keeps the conversation, by an id of its own that is good only with the same user. Always
 * streamed, since agents refuse to answer otherwise; an error may come within the stream of a 200.
 */
final class Dify implements Bot {

    private static final Set<String> LOST = Set.of("not_found", "conversation_completed", "conversation_not_exists");
    private static final Set<String> TROUBLE = Set.of("too_many_requests", "internal_server_error");

    private final BotAccess access;
    private final BotSettings settings;

    Dify(BotAccess access) {
        this.access = access;
        this.settings = access.settings();
    }

    @Override
    public BotStep ask(BotTurn turn) {
        List<BotTurn.Media> media = turn.input().stream()
                .flatMap(input -> input.media().stream())
                .filter(one -> one.content().isPresent())
                .toList();
        return upload(turn, media, Json.array());
    }

    /** One file after the other, then the question. A file that Dify refuses is left out: its description is in the text. */
    private BotStep upload(BotTurn turn, List<BotTurn.Media> left, ArrayNode files) {
        if (left.isEmpty()) {
            return question(turn, files);
        }
        BotTurn.Media media = left.getFirst();
        BotRequest request = Multipart.request(
                        access.url("/files/upload"),
                        Map.of("user", user(turn)),
                        FileNames.of(media),
                        media.bareMimeType(),
                        media.content().orElseThrow().bytes())
                .withBearer(access.apiKey().reveal());
        return BotStep.call(request, response -> {
            String id = response.json().path("id").asString("");
            if (response.isSuccess() && !id.isEmpty()) {
                files.addObject()
                        .put("type", kind(media.bareMimeType()))
                        .put("transfer_method", "local_file")
                        .put("upload_file_id", id);
            }
            return upload(turn, left.subList(1, left.size()), files);
        });
    }

    private BotStep question(BotTurn turn, ArrayNode files) {
        Optional<String> conversation = turn.state();
        BotRequest request = request(turn, conversation, turn.newTextWithNote(), files);
        return BotStep.call(request, response -> {
            BotAnswer answer = read(response);
            boolean lost = conversation.isPresent()
                    && answer instanceof BotAnswer.Failed
                    && LOST.contains(errorCode(response));
            return lost
                    ? BotStep.lastCall(request(turn, Optional.empty(), turn.newTextWithHistory(), files), this::read)
                    : BotStep.finished(answer);
        });
    }

    private BotRequest request(BotTurn turn, Optional<String> conversation, String query, ArrayNode files) {
        ObjectNode body = Json.object();
        ObjectNode inputs = body.putObject("inputs");
        settings.value(BotOption.INPUTS).properties().forEach(one -> inputs.set(one.getKey(), one.getValue()));
        body.put("query", query).put("user", user(turn)).put("response_mode", "streaming");
        conversation.ifPresent(id -> body.put("conversation_id", id));
        body.put("auto_generate_name", false);
        if (!files.isEmpty()) {
            body.set("files", files);
        }
        BotRequest request = BotRequest.json(access.url("/chat-messages"), body)
                .with("Accept", "text/event-stream")
                .withBearer(access.apiKey().reveal());
        return settings.flag(BotOption.REPEAT) ? request : request.once();
    }

    private String user(BotTurn turn) {
        return SessionKey.of(turn, access.apiKey());
    }

    private static String kind(String mimeType) {
        return switch (mimeType.replaceAll("/.*", "")) {
            case "image" -> "image";
            case "audio" -> "audio";
            case "video" -> "video";
            default -> "document";
        };
    }

    private static String errorCode(BotResponse response) {
        return response.isSuccess()
                ? ServerSentEvents.data(response.text()).stream()
                        .filter(event -> event.path("event").asString("").equals("error"))
                        .map(event -> event.path("code").asString(""))
                        .findFirst()
                        .orElse("")
                : response.json().path("code").asString("");
    }

    private BotAnswer read(BotResponse response) {
        if (!response.isSuccess()) {
            JsonNode code = response.json().path("code");
            boolean quota = code.asString("").equals("rate_limit_error");
            return HttpFaults.of(
                    response, quota ? Failure.REJECTED : HttpFaults.kind(response.status()), HttpFaults.code(code));
        }
        List<JsonNode> events = ServerSentEvents.data(response.text());
        Stream stream = new Stream();
        for (JsonNode event : events) {
            Optional<BotAnswer> error = stream.take(event);
            if (error.isPresent()) {
                return error.get();
            }
        }
        return stream.finish();
    }

    /** What the events of one answer add up to. */
    private static final class Stream {
        private final StringBuilder text = new StringBuilder();
        private final List<JsonNode> files = new ArrayList<>();
        private final ReplyBuilder reply = new ReplyBuilder();
        private String conversation = "";
        private boolean ended;

        /** An answer where the event is an error. */
        Optional<BotAnswer> take(JsonNode event) {
            conversation = event.path("conversation_id").asString(conversation);
            switch (event.path("event").asString("")) {
                case "message", "agent_message" ->
                    text.append(event.path("answer").asString(""));
                case "message_replace" -> {
                    text.setLength(0);
                    text.append(event.path("answer").asString(""));
                }
                case "message_file" -> files.add(event);
                case "human_input_required" -> {
                    reply.handoff("other", "The workflow waits for a person.");
                    ended = true;
                }
                case "message_end" -> {
                    ended = true;
                    usage(event.path("metadata").path("usage"));
                }
                case "error" -> {
                    return Optional.of(error(event));
                }
                default -> {
                    // Nodes of workflows, thoughts of agents, spoken answers: not for the customer.
                }
            }
            return Optional.empty();
        }

        private static BotAnswer error(JsonNode event) {
            boolean trouble = TROUBLE.contains(event.path("code").asString(""));
            Failure kind = trouble || event.path("status").asInt(0) >= 500 ? Failure.ERROR : Failure.REJECTED;
            return BotAnswer.failed(kind, "an error in the stream" + HttpFaults.code(event.path("code")));
        }

        private void usage(JsonNode usage) {
            if (usage.isObject()) {
                reply.usage(new BotAnswer.Usage(
                        "",
                        usage.path("prompt_tokens").asLong(0),
                        usage.path("completion_tokens").asLong(0),
                        SanitizedText.limited(usage.path("total_price").asString(""), 30),
                        SanitizedText.limited(usage.path("currency").asString(""), 10)));
            }
        }

        BotAnswer finish() {
            if (!ended) {
                return BotAnswer.failed(Failure.ERROR, "the stream broke off");
            }
            reply.text(text.toString());
            for (JsonNode file : files) {
                if (file.path("belongs_to").asString("assistant").equals("assistant")) {
                    reply.media(
                            mediaKind(file.path("type").asString("")),
                            file.path("url").asString(""),
                            "");
                }
            }
            if (!conversation.isEmpty()) {
                reply.state(StateChange.set(conversation));
            }
            return reply.build();
        }

        private static MessageContent.Media.Kind mediaKind(String type) {
            return switch (type) {
                case "image" -> MessageContent.Media.Kind.IMAGE;
                case "audio" -> MessageContent.Media.Kind.AUDIO;
                case "video" -> MessageContent.Media.Kind.VIDEO;
                default -> MessageContent.Media.Kind.DOCUMENT;
            };
        }
    }
}
