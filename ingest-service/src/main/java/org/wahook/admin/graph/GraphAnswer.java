package org.wahook.admin.graph;

import tools.jackson.databind.JsonNode;

/** What Meta said. */
public sealed interface GraphAnswer {

    record Fine(JsonNode body) implements GraphAnswer {}

    /**
     * @param code Meta's own; -1 where it gave none
     * @param line for people, without secrets
     */
    record Refused(int code, String line) implements GraphAnswer {}

    /** No answer, or an unclear one: it may have worked. */
    record Unclear(String line) implements GraphAnswer {}
}
