package org.wahook.worker.reply;

import java.time.Duration;
import java.util.Optional;
import org.wahook.platform.json.Json;
import org.wahook.shared.bot.BotAction;
import org.wahook.shared.bot.BotAnswer;
import org.wahook.shared.bot.StateChange;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a bot's reply leaves behind in its conversation besides the messages.
 *
 * @param state of the bot
 * @param actions what is to be done once the messages are sent, as JSON; empty where nothing is
 */
record BotMemory(StateChange state, Optional<String> actions) {

    static final BotMemory NONE = new BotMemory(StateChange.unchanged(), Optional.empty());

    static BotMemory of(BotAnswer.Reply reply) {
        ObjectNode actions = Json.object();
        reply.actions().forEach(action -> write(actions, action));
        return new BotMemory(reply.state(), actions.isEmpty() ? Optional.empty() : Optional.of(Json.text(actions)));
    }

    boolean isNothing() {
        return actions.isEmpty() && state instanceof StateChange.Unchanged;
    }

    private static void write(ObjectNode actions, BotAction action) {
        switch (action) {
            case BotAction.Handoff(String reason, String summary, Optional<String> team) ->
                actions.putObject("handoff")
                        .put("reason", reason)
                        .put("summary", summary)
                        .put("team", team.orElse(null));
            case BotAction.Pause(Duration time) -> actions.put("pauseSeconds", time.toSeconds());
            case BotAction.OptOut optOut -> actions.put("optOut", true);
            case BotAction.Silence silence -> {
                // That there are no messages says it.
            }
            case BotAction.FollowUp(String id, Duration after) ->
                actions.putObject("followUp").put("id", id).put("afterSeconds", after.toSeconds());
        }
    }
}
