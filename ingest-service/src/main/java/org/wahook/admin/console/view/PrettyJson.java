package org.wahook.admin.console.view;

import org.wahook.platform.json.Json;
import tools.jackson.databind.JsonNode;

/** JSON as a person reads it. */
final class PrettyJson {

    /** Indentation makes deeply nested JSON far longer than it is. */
    private static final int LONGEST = 128 * 1024;

    private PrettyJson() {}

    /** The text itself where it is no JSON. */
    static String of(String text) {
        String pretty = Json.parse(text)
                .filter(JsonNode::isContainer)
                .map(JsonNode::toPrettyString)
                .orElse(text);
        return pretty.length() > LONGEST ? pretty.substring(0, LONGEST) + "…" : pretty;
    }
}
