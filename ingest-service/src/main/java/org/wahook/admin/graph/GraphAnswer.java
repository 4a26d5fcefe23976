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

    /** Nothing, or nothing that tells anything: it may be that all is well. */
    record Unclear(String line) implements GraphAnswer {}
}
