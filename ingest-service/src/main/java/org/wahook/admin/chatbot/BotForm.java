package org.wahook.admin.chatbot;

import java.util.Optional;
import org.wahook.admin.rest.Form;
import org.wahook.platform.json.Json;
import org.wahook.shared.bot.BotContract;
import org.wahook.shared.bot.BotOption;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The setting {@code bot}: the options that a chatbot's contract takes. */
final class BotForm {

    private BotForm() {}

    static ObjectNode read(Form settings, BotContract contract) {
        ObjectNode bot = Json.object();
        Optional<ObjectNode> given = settings.optionalObject("bot");
        given.ifPresent(options -> options.properties()
                .forEach(option -> read(settings, contract, option.getKey(), option.getValue(), bot)));
        for (BotOption required : contract.required()) {
            if (!bot.has(required.word())
                    && given.map(it -> !it.has(required.word())).orElse(true)) {
                settings.problem("bot." + required.word(), "is missing");
            }
        }
        return bot;
    }

    private static void read(Form settings, BotContract contract, String name, JsonNode value, ObjectNode bot) {
        Optional<BotOption> option = BotOption.of(name).filter(contract::takes);
        if (option.isEmpty()) {
            settings.problem("bot." + Form.shorten(name), "is not known for the contract " + contract.word());
            return;
        }
        Optional<String> complaint = option.get().complaint(value);
        complaint.ifPresent(expected -> settings.problem("bot." + name, "must be " + expected));
        if (complaint.isEmpty()) {
            bot.set(name, value);
        }
    }
}
