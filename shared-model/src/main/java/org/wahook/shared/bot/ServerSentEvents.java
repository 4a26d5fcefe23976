package org.wahook.shared.bot;

import java.util.ArrayList;
import java.util.List;
import org.wahook.platform.json.Json;
import tools.jackson.databind.JsonNode;

/** A whole stream of server-sent events, as far as its {@code data:} lines are JSON. */
final class ServerSentEvents {

    private ServerSentEvents() {}

    static List<JsonNode> data(String stream) {
        List<JsonNode> events = new ArrayList<>();
        StringBuilder data = new StringBuilder();
        for (String line : stream.split("\\r\\n|\\n|\\r", -1)) {
            if (line.startsWith("data:")) {
                data.append(data.isEmpty() ? "" : "\n")
                        .append(line.substring("data:".length()).stripLeading());
            } else if (line.isEmpty() && !data.isEmpty()) {
                Json.parse(data.toString()).ifPresent(events::add);
                data.setLength(0);
            }
        }
        Json.parse(data.toString()).ifPresent(events::add);
        return events;
    }
}
