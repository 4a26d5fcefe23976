package org.wahook.shared.bot;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.wahook.platform.json.Json;
import tools.jackson.databind.JsonNode;

/**
 * What a client says about its bot: the settings {@code responseContract} and {@code bot}. Anyone may write them, so an
 * option that makes no sense counts as not set.
 */
public record BotSettings(BotContract contract, JsonNode options) {

    public static final BotSettings NONE = new BotSettings(BotContract.V1, Json.object());

    /** A contract that nobody knows is contract 1: the client's bot, if any, is asked as it always was. */
    public static BotSettings read(JsonNode settings) {
        BotContract contract =
                BotContract.of(settings.path("responseContract").asString("v1")).orElse(BotContract.V1);
        return contract == BotContract.V1 ? NONE : new BotSettings(contract, settings.path("bot"));
    }

    /** Why the bot can't be asked; empty where it can. */
    public Optional<String> problem() {
        return contract.required().stream()
                .filter(option -> value(option).isMissingNode())
                .findFirst()
                .map(option -> "the setting bot." + option.word() + " is missing");
    }

    public Optional<String> text(BotOption option) {
        JsonNode value = value(option);
        return value.isString() ? Optional.of(value.asString()) : Optional.empty();
    }

    public boolean flag(BotOption option) {
        return value(option).asBoolean(false);
    }

    public Optional<Integer> number(BotOption option) {
        JsonNode value = value(option);
        return value.isMissingNode() ? Optional.empty() : Optional.of(value.asInt());
    }

    /** The object or list itself; missing where it is not set. */
    JsonNode value(BotOption option) {
        JsonNode value = options.path(option.word());
        return contract.takes(option) && option.complaint(value).isEmpty() ? value : options.path("");
    }

    public List<String> texts(BotOption option) {
        return value(option).valueStream().map(one -> one.asString("")).toList();
    }

    boolean has(BotOption option, String text) {
        return texts(option).contains(text);
    }

    /** Whether media and links of this host may be sent: one of the list, or below {@code *.} one of them. */
    public boolean hasHost(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return texts(BotOption.HOSTS).stream()
                .map(allowed -> allowed.toLowerCase(Locale.ROOT))
                .anyMatch(allowed ->
                        allowed.equals(name) || (allowed.startsWith("*.") && name.endsWith(allowed.substring(1))));
    }
}
