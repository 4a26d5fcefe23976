package org.wahook.worker.responder;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.wahook.platform.config.Secret;
import org.wahook.shared.bot.BotSettings;
import org.wahook.shared.bot.BotTurn;

/**
 * What a client's bot is asked.
 *
 * @param history oldest first, ending with the unanswered messages
 * @param contactId phone number, or business-scoped user id
 * @param idempotencyKey the same for every attempt at the same turn
 * @param ownBaseUrl of the client's own response API
 * @param more what bots with another contract than the first are told besides
 */
public record Question(
        String chatbotId,
        Secret apiKey,
        String contactId,
        List<HistoryEntry> history,
        String idempotencyKey,
        Optional<String> ownBaseUrl,
        Optional<More> more) {

    /** The turn as a bot with another contract sees it. */
    public record More(BotSettings settings, Secret signingSecret, BotTurn turn) {}

    public Question {
        history = List.copyOf(history);
    }

    /** Of contract 1. */
    public Question(
            String chatbotId,
            Secret apiKey,
            String contactId,
            List<HistoryEntry> history,
            String idempotencyKey,
            Optional<String> ownBaseUrl) {
        this(chatbotId, apiKey, contactId, history, idempotencyKey, ownBaseUrl, Optional.empty());
    }

    public Question with(More more) {
        return new Question(chatbotId, apiKey, contactId, history, idempotencyKey, ownBaseUrl, Optional.of(more));
    }

    BotSettings settings() {
        return more.map(More::settings).orElse(BotSettings.NONE);
    }

    /** Contract 1 knows nothing but the words. */
    BotTurn turn() {
        return more.map(More::turn).orElseGet(this::words);
    }

    private BotTurn words() {
        return new BotTurn(
                idempotencyKey,
                Instant.MAX,
                chatbotId,
                new BotTurn.Conversation("whatsapp_" + contactId + "_" + chatbotId, false, Optional.empty()),
                new BotTurn.Contact(contactId, Optional.empty(), Optional.empty(), Optional.empty()),
                history.stream()
                        .map(entry -> new BotTurn.Said(
                                entry.role() == HistoryEntry.Role.USER ? BotTurn.Speaker.USER : BotTurn.Speaker.BOT,
                                entry.content(),
                                Instant.EPOCH))
                        .toList(),
                List.of(),
                new BotTurn.Capabilities(List.of("text"), List.of(), 1, 0),
                Optional.empty(),
                Optional.empty(),
                "message");
    }
}
