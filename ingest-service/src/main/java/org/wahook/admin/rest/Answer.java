package org.wahook.admin.rest;

import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** What a caller is told. */
public sealed interface Answer {

    /** A body of JSON. */
    record Content(int status, Map<String, String> headers, JsonNode body) implements Answer {
        public Content {
            headers = Map.copyOf(headers);
        }

        public Content with(String header, String value) {
            Map<String, String> more = new HashMap<>(headers);
            more.put(header, value);
            return new Content(status, more, body);
        }
    }

    /** Done, and there is nothing to say. */
    record Nothing() implements Answer {}

    /** Not done, and why. */
    record Refusal(Problem problem) implements Answer {}

    static Content ok(JsonNode body) {
        return new Content(200, Map.of(), body);
    }

    static Content created(String location, JsonNode body) {
        return new Content(201, Map.of("Location", location), body);
    }

    /** Kept, and done in a moment. */
    static Content accepted(String location, JsonNode body) {
        return new Content(202, Map.of("Location", location), body);
    }

    static Answer nothing() {
        return new Nothing();
    }

    static Answer refused(Problem problem) {
        return new Refusal(problem);
    }

    static Answer refused(Refused result) {
        return new Refusal(result.problem());
    }

    static Answer notFound(String what) {
        return refused(Problem.notFound(what));
    }
}
