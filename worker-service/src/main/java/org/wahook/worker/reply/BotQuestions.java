package org.wahook.worker.reply;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.wahook.platform.json.Json;
import org.wahook.shared.account.Account;
import org.wahook.shared.bot.BotOption;
import org.wahook.shared.bot.BotSettings;
import org.wahook.shared.bot.BotTurn;
import org.wahook.shared.bot.StateChange;
import org.wahook.shared.formatting.TextParts;
import org.wahook.worker.media.InboundMedia;
import org.wahook.worker.media.InboundMedia.Fetched;
import org.wahook.worker.responder.Question;
import tools.jackson.databind.JsonNode;

/** Makes the turn that a bot with another contract than the first is asked. */
final class BotQuestions {

    /** Meta takes free messages for so long after the customer's last one. */
    private static final Duration WINDOW = Duration.ofHours(24);

    private static final List<String> MESSAGES = List.of("text", "buttons", "list", "location", "contacts", "reaction");
    private static final int MOST_MESSAGES = 10;

    /** Files of a turn that are fetched for the bot. */
    private static final int MOST_FILES = 10;

    private static final Set<String> MEDIA = Set.of("image", "video", "audio", "document", "sticker");

    private final BotStates states;
    private final Clock clock;

    BotQuestions(BotStates states, Clock clock) {
        this.states = states;
        this.clock = clock;
    }

    /** With more than contract 1 tells, where the client's bot has another contract. */
    Question of(OpenTurn open) {
        return of(open, Asked.ofMessages(open, Optional.empty()), Optional.empty(), Map.of());
    }

    /**
     * @param callback where the bot may answer later
     * @param media fetches the customer's files for the bot
     * @param kept where those can be had that are kept, by message
     */
    Question of(
            OpenTurn open,
            Optional<BotTurn.Callback> callback,
            InboundMedia.ForTurn media,
            Map<Long, BotTurn.Link> kept) {
        return of(open, Asked.ofMessages(open, callback), Optional.of(media), kept);
    }

    /**
     * The bot wanted to be asked again, and the customer has said nothing since.
     *
     * @param id of the turn, the same for every attempt
     * @param name what the bot called it
     */
    Question followUp(OpenTurn open, String id, String name) {
        return of(open, new Asked(id, "followUp", Optional.of(name), Optional.empty()), Optional.empty(), Map.of());
    }

    /** Why the bot is asked. */
    private record Asked(String id, String trigger, Optional<String> followUp, Optional<BotTurn.Callback> callback) {
        static Asked ofMessages(OpenTurn open, Optional<BotTurn.Callback> callback) {
            return new Asked(open.idempotencyKey(), "message", Optional.empty(), callback);
        }
    }

    private Question of(
            OpenTurn open, Asked asked, Optional<InboundMedia.ForTurn> media, Map<Long, BotTurn.Link> kept) {
        Question question = Questions.of(open);
        Account account = open.account();
        BotSettings settings = account.settings().bot();
        return settings.equals(BotSettings.NONE)
                ? question
                : question.with(
                        new Question.More(settings, account.signingSecret(), turn(open, settings, asked, media, kept)));
    }

    private BotTurn turn(
            OpenTurn open,
            BotSettings settings,
            Asked asked,
            Optional<InboundMedia.ForTurn> media,
            Map<Long, BotTurn.Link> kept) {
        BotStates.Details details = states.details(open);
        ClaimedTurn turn = open.turn();
        Instant newest = (open.pending().isEmpty()
                        ? open.said().stream().filter(StoredMessage::inbound).toList()
                        : open.pending())
                .stream().map(StoredMessage::at).max(Instant::compareTo).orElse(clock.instant());
        List<BotTurn.Said> history = history(open);
        Map<Long, Fetched> files = media.filter(it -> settings.flag(BotOption.MEDIA))
                .map(it -> files(open, details, it))
                .orElse(Map.of());
        return new BotTurn(
                asked.id(),
                clock.instant().plus(Duration.ofMinutes(1)),
                turn.chatbotId(),
                new BotTurn.Conversation(
                        "whatsapp_" + turn.contactId() + "_" + turn.chatbotId(),
                        history.isEmpty(),
                        Optional.of(newest.plus(WINDOW))),
                new BotTurn.Contact(turn.contactId(), turn.contactUserId(), details.contactName(), Optional.empty()),
                history,
                open.pending().stream()
                        .map(message -> input(
                                message,
                                details,
                                open,
                                Optional.ofNullable(files.get(message.id())),
                                Optional.ofNullable(kept.get(message.id()))))
                        .toList(),
                new BotTurn.Capabilities(messages(settings), actions(settings), MOST_MESSAGES, StateChange.LONGEST),
                details.state(),
                asked.callback(),
                asked.trigger(),
                asked.followUp());
    }

    /** By message; of the newest that have one. */
    private static Map<Long, Fetched> files(OpenTurn open, BotStates.Details details, InboundMedia.ForTurn media) {
        Map<Long, Fetched> files = new HashMap<>();
        for (StoredMessage message : open.pending().reversed()) {
            BotStates.Received received = details.messages().get(message.id());
            String id = received == null
                    ? ""
                    : received.payload().path(received.type()).path("id").asString("");
            if (received != null && MEDIA.contains(received.type()) && !id.isEmpty() && files.size() < MOST_FILES) {
                files.put(message.id(), media.fetch(open.account(), received.type(), id));
            }
        }
        return files;
    }

    private static List<String> messages(BotSettings settings) {
        List<String> types = new ArrayList<>(MESSAGES);
        if (!settings.texts(BotOption.HOSTS).isEmpty()) {
            types.addAll(List.of("image", "video", "audio", "document", "ctaUrl"));
        }
        if (!settings.texts(BotOption.TEMPLATES).isEmpty()) {
            types.add("template");
        }
        if (!settings.texts(BotOption.FLOWS).isEmpty()) {
            types.add("flow");
        }
        return types;
    }

    private static List<String> actions(BotSettings settings) {
        List<String> actions = new ArrayList<>(List.of("handoff", "silence"));
        actions.addAll(settings.texts(BotOption.ACTIONS));
        return actions;
    }

    /** What was said before the messages that wait. The parts of a reply are one thing that was said. */
    private static List<BotTurn.Said> history(OpenTurn open) {
        List<BotTurn.Said> history = new ArrayList<>();
        long lastReply = -1;
        String lastPart = "";
        for (StoredMessage message : open.said()) {
            if (message.inbound()) {
                if (!message.pending()) {
                    history.add(new BotTurn.Said(BotTurn.Speaker.USER, message.text(), message.at()));
                }
            } else if (!message.unsent() && !message.status().equals("failed")) {
                long reply = message.turnNumber().orElse(message.id());
                BotTurn.Speaker by = message.byHuman() ? BotTurn.Speaker.PERSON : BotTurn.Speaker.BOT;
                if (message.part() > 1 && reply == lastReply) {
                    BotTurn.Said before = history.removeLast();
                    history.add(new BotTurn.Said(
                            by, TextParts.joined(before.content(), lastPart, message.text()), before.at()));
                } else {
                    history.add(new BotTurn.Said(by, message.text(), message.at()));
                }
                lastReply = reply;
                lastPart = message.text();
            }
        }
        return history;
    }

    private static BotTurn.Input input(
            StoredMessage message,
            BotStates.Details details,
            OpenTurn open,
            Optional<Fetched> file,
            Optional<BotTurn.Link> kept) {
        BotStates.Received received = details.messages().get(message.id());
        JsonNode payload = received == null ? Json.object() : received.payload();
        String type = received == null ? "text" : received.type();
        Optional<BotTurn.Choice> choice = choice(payload);
        Optional<String> transcript = received == null ? Optional.empty() : received.transcript();
        Optional<BotTurn.Media> media = media(type, payload.path(type), transcript, file, kept);
        return new BotTurn.Input(
                message.wamid().orElse(String.valueOf(message.id())),
                message.at(),
                choice.isPresent() ? "reply" : nameOf(type, payload),
                choice.map(BotTurn.Choice::title).orElseGet(() -> words(type, payload, received)),
                message.text(),
                media,
                choice,
                quoted(payload.path("context"), open),
                object(payload.path("referral")),
                more(type, payload));
    }

    private static String nameOf(String type, JsonNode payload) {
        return switch (type) {
            case "text", "image", "video", "audio", "document", "sticker", "location", "contacts", "order" -> type;
            case "interactive" -> payload.path("interactive").has("nfm_reply") ? "flowReply" : "unsupported";
            default -> "unsupported";
        };
    }

    /** The customer's own: a text, a caption, or what was heard in a voice note. Other programs may store a text without Meta's object. */
    private static String words(String type, JsonNode payload, BotStates.@Nullable Received received) {
        if (!type.equals("text")) {
            String transcript = received == null ? "" : received.transcript().orElse("");
            return payload.path(type).path("caption").asString(transcript);
        }
        String stored = received == null ? "" : received.text();
        return payload.path("text").path("body").asString(stored);
    }

    private static Optional<BotTurn.Choice> choice(JsonNode payload) {
        JsonNode interactive = payload.path("interactive");
        if (interactive.path("button_reply").isObject()) {
            return Optional.of(choice("button", interactive.path("button_reply"), "id", "title"));
        }
        if (interactive.path("list_reply").isObject()) {
            return Optional.of(choice("list", interactive.path("list_reply"), "id", "title"));
        }
        return payload.path("button").isObject()
                ? Optional.of(choice("template", payload.path("button"), "payload", "text"))
                : Optional.empty();
    }

    private static BotTurn.Choice choice(String kind, JsonNode reply, String id, String title) {
        return new BotTurn.Choice(
                kind, reply.path(id).asString(""), reply.path(title).asString(""));
    }

    /**
     * With its bytes where {@code media} of the bot's settings has them fetched. The type is what they are then, and else
     * what Meta says.
     */
    private static Optional<BotTurn.Media> media(
            String type,
            JsonNode object,
            Optional<String> transcript,
            Optional<Fetched> file,
            Optional<BotTurn.Link> kept) {
        if (!MEDIA.contains(type)) {
            return Optional.empty();
        }
        String declared = object.path("mime_type").asString("application/octet-stream");
        return Optional.of(new BotTurn.Media(
                object.path("id").asString(""),
                file.orElse(null) instanceof Fetched.File(byte[] bytes, String mimeType) ? mimeType : declared,
                hex(object.path("sha256").asString("")),
                Optional.of(object.path("filename").asString("")).filter(name -> !name.isBlank()),
                object.path("voice").asBoolean(false),
                file.flatMap(it -> it instanceof Fetched.File(byte[] bytes, String mimeType)
                        ? Optional.of(new BotTurn.Content(bytes))
                        : Optional.empty()),
                transcript,
                file.flatMap(it -> it instanceof Fetched.Missing(String error) ? Optional.of(error) : Optional.empty()),
                kept));
    }

    /** Meta writes Base64; empty where it is no hash. */
    private static String hex(String base64) {
        try {
            byte[] hash = Base64.getDecoder().decode(base64);
            return hash.length == 32 ? HexFormat.of().formatHex(hash) : "";
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static Optional<BotTurn.Quoted> quoted(JsonNode context, OpenTurn open) {
        String id = context.path("id").asString("");
        if (id.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(open.said().stream()
                .filter(message -> message.wamid().equals(Optional.of(id)))
                .findFirst()
                .map(message -> new BotTurn.Quoted(
                        id,
                        Optional.of(
                                message.inbound()
                                        ? BotTurn.Speaker.USER
                                        : message.byHuman() ? BotTurn.Speaker.PERSON : BotTurn.Speaker.BOT),
                        message.text()))
                .orElseGet(() -> new BotTurn.Quoted(id, Optional.empty(), "")));
    }

    private static Optional<JsonNode> more(String type, JsonNode payload) {
        return switch (type) {
            case "location", "order" -> object(payload.path(type));
            case "contacts" -> Optional.of(payload.path(type)).filter(JsonNode::isArray);
            case "interactive" -> object(payload.path(type).path("nfm_reply"));
            default -> Optional.empty();
        };
    }

    private static Optional<JsonNode> object(JsonNode node) {
        return node.isObject() ? Optional.of(node) : Optional.empty();
    }
}
