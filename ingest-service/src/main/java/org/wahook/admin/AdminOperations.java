package org.wahook.admin;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.admin.rest.Answer;
import org.wahook.admin.rest.Endpoint;
import org.wahook.admin.rest.IfMatch;
import org.wahook.admin.rest.Problem;
import org.wahook.admin.rest.Request;
import org.wahook.platform.database.DatabaseErrors;
import org.wahook.platform.json.Json;
import tools.jackson.databind.node.ObjectNode;

/** Carries operations out, for callers over HTTP and for the console in the same process: the same answers to both. */
public final class AdminOperations {

    private static final Logger log = LoggerFactory.getLogger(AdminOperations.class);

    private final List<Endpoint> endpoints;
    private final Supplier<Optional<String>> databaseProblem;

    /** @param databaseProblem why the database can't be asked now; empty when it answers */
    public AdminOperations(List<Endpoint> endpoints, Supplier<Optional<String>> databaseProblem) {
        this.endpoints = List.copyOf(endpoints);
        this.databaseProblem = databaseProblem;
    }

    List<Endpoint> all() {
        return endpoints;
    }

    /** Whatever becomes of it is an answer. */
    Answer perform(Endpoint endpoint, Request request) {
        if (endpoint.neighbour() == Endpoint.Neighbour.DATABASE
                && databaseProblem.get().isPresent()) {
            return Answer.refused(Problem.unavailable("The database"));
        }
        try {
            return endpoint.handler().apply(request);
        } catch (JdbiException e) {
            return Answer.refused(explain(endpoint, e));
        }
    }

    /** @param path its parts encoded as in a URL */
    public Answer get(String path, ObjectNode query) {
        return call(Endpoint.Method.GET, path, query, Json.object(), Optional.empty());
    }

    /** @param etag of the version that the caller has seen, where that matters */
    public Answer change(
            Endpoint.Method method, String path, ObjectNode query, ObjectNode body, Optional<String> etag) {
        return call(method, path, query, body, etag);
    }

    private Answer call(Endpoint.Method method, String path, ObjectNode query, ObjectNode body, Optional<String> etag) {
        for (Endpoint endpoint : endpoints) {
            Optional<Map<String, String>> names =
                    endpoint.method() == method ? names(endpoint.path(), path) : Optional.empty();
            if (names.isPresent()) {
                return perform(endpoint, new Request(names.get(), query, body, IfMatch.of(etag), Optional.empty()));
            }
        }
        return Answer.notFound("operation");
    }

    /** What a path has in the places that its template names; empty where it does not fit. */
    private static Optional<Map<String, String>> names(String template, String path) {
        List<String> wanted = Arrays.asList(template.split("/", -1));
        List<String> given = Arrays.asList(path.split("/", -1));
        if (wanted.size() != given.size()) {
            return Optional.empty();
        }
        Map<String, String> names = new HashMap<>();
        for (int i = 0; i < wanted.size(); i++) {
            String part = wanted.get(i);
            if (part.startsWith("{")) {
                names.put(
                        part.substring(1, part.length() - 1), URLDecoder.decode(given.get(i), StandardCharsets.UTF_8));
            } else if (!part.equals(given.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(names);
    }

    private static Problem explain(Endpoint endpoint, JdbiException e) {
        if (DatabaseErrors.isOutage(e)) {
            return Problem.unavailable("The database");
        }
        if (DatabaseErrors.isLocked(e)) {
            return Problem.of(503, "Another transaction has locked what this would change. Repeat it in a moment.");
        }
        if (DatabaseErrors.isBadData(e)) {
            return Problem.of(409, "It collides with another change. Read it again and repeat.");
        }
        log.error("A {} of {} failed", endpoint.method(), endpoint.path(), e);
        return Problem.of(500, "Something unexpected; the log of the service says what.");
    }
}
