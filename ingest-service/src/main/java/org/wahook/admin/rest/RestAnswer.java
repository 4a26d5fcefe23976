package org.wahook.admin.rest;

import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** What a caller is told. */
public sealed interface RestAnswer {

    /** A body of JSON. */
    record Content(int status, Map<String, String> headers, JsonNode body) implements RestAnswer {
        public Content {
            headers = Map.copyOf(headers);
        }

        public Content with(String header, String value) {
            Map<String, String> more = new HashMap<>(headers);
            more.put(header, value);
            return new Content(status, more, body);
        }
    }

    /** Done; the answer has no body. */
    record Nothing() implements RestAnswer {}

    /** Not done, with the reason. */
    record Refusal(Problem problem) implements RestAnswer {}

    static Content ok(JsonNode body) {
        return new Content(200, Map.of(), body);
    }

    static Content created(String location, JsonNode body) {
        return new Content(201, Map.of("Location", location), body);
    }

    /** Stored; the work follows. */
    static Content accepted(String location, JsonNode body) {
        return new Content(202, Map.of("Location", location), body);
    }

    static RestAnswer nothing() {
        return new Nothing();
    }

    static RestAnswer refused(Problem problem) {
        return new Refusal(problem);
    }

    static RestAnswer refused(Refused result) {
        return new Refusal(result.problem());
    }

    static RestAnswer notFound(String what) {
        return refused(Problem.notFound(what));
    }
}
