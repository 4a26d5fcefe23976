package org.wahook.worker.reply;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.wahook.shared.account.Account;
import org.wahook.shared.bot.BotOption;
import org.wahook.shared.bot.BotSettings;
import org.wahook.shared.bot.BotTurn;
import org.wahook.shared.bot.StateChange;
import org.wahook.shared.formatting.TextParts;
import org.wahook.worker.media.InboundMedia;
import org.wahook.worker.media.InboundMedia.Fetched;
import org.wahook.worker.responder.Question;

/** Makes the turn that a bot with another contract than the first is asked. */
final class BotQuestions {

    /** Meta takes free messages for so long after the customer's last one. */
    private static final Duration WINDOW = Duration.ofHours(24);

    private static final List<String> MESSAGES = List.of("text", "buttons", "list", "location", "contacts", "reaction");
    private static final int MOST_MESSAGES = 10;

    /** Files of a turn that are fetched for the bot. */
    private static final int MOST_FILES = 10;

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
                        .map(message -> BotInputs.of(
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
            if (received != null && BotInputs.isFile(received.type()) && !id.isEmpty() && files.size() < MOST_FILES) {
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
}
