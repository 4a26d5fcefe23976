package org.wahook.admin.console;

import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.wahook.admin.AdminOperations;
import org.wahook.admin.console.view.FormState;
import org.wahook.admin.rest.Answer;
import org.wahook.admin.rest.Endpoint;
import org.wahook.admin.rest.FieldProblem;
import org.wahook.admin.rest.Problem;
import org.wahook.platform.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Asks the operations of the admin API, as any caller would. */
final class AdminClient {

    /** The longest page that there is. */
    private static final String MOST = "200";

    private static final int MOST_PAGES = 25;

    private final AdminOperations operations;
    private final Clock clock;

    AdminClient(AdminOperations operations, Clock clock) {
        this.operations = operations;
        this.clock = clock;
    }

    Instant now() {
        return clock.instant();
    }

    /** Ends a page with a problem instead of with what it was to show. */
    static final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient Problem problem;

        RefusedException(Problem problem) {
            super(problem.detail());
            this.problem = problem;
        }

        Problem problem() {
            return problem;
        }
    }

    /** @throws RefusedException where there is no such thing, or something that it needs is away */
    JsonNode read(String path, String... query) {
        return content(operations.get(path, object(query))).body();
    }

    /** A list with the items of all its pages, so far as a person would read. */
    JsonNode readAll(String path, String... query) {
        ObjectNode asked = object(query).put("limit", MOST);
        ObjectNode all = Json.object();
        ArrayNode items = all.putArray("items");
        for (int page = 0; page < MOST_PAGES; page++) {
            JsonNode found = content(operations.get(path, asked)).body();
            found.path("items").forEach(items::add);
            String cursor = found.path("nextCursor").asString("");
            if (cursor.isEmpty()) {
                break;
            }
            asked.put("cursor", cursor);
        }
        return all;
    }

    Answer.Content readWithVersion(String path) {
        return content(operations.get(path, Json.object()));
    }

    Answer post(String path, ObjectNode body) {
        return operations.change(Endpoint.Method.POST, path, Json.object(), body, Optional.empty());
    }

    Answer post(String path, ObjectNode query, ObjectNode body) {
        return operations.change(Endpoint.Method.POST, path, query, body, Optional.empty());
    }

    /** @param etag of the version that was on the screen */
    Answer put(String path, ObjectNode body, Optional<String> etag) {
        return operations.change(Endpoint.Method.PUT, path, Json.object(), body, etag);
    }

    /** @param etag of the version that was on the screen */
    Answer patch(String path, ObjectNode body, Optional<String> etag) {
        return operations.change(Endpoint.Method.PATCH, path, Json.object(), body, etag);
    }

    static Answer.Content content(Answer answer) {
        return switch (answer) {
            case Answer.Content content -> content;
            case Answer.Nothing() -> Answer.ok(Json.object());
            case Answer.Refusal(Problem problem) -> throw new RefusedException(problem);
        };
    }

    /** What a form is to say about a refusal, beside the fields at fault. */
    static FormState explain(FormState inputs, Problem problem) {
        Map<String, String> wrong = new LinkedHashMap<>();
        for (FieldProblem field : problem.errors()) {
            wrong.putIfAbsent(field.field(), field.message());
        }
        boolean named = !wrong.isEmpty() && !wrong.containsKey("");
        return inputs.with(wrong, named ? "" : problem.title() + ". " + problem.detail());
    }

    /** Names and values in turn; empty values are left out. */
    static ObjectNode object(String... namesAndValues) {
        ObjectNode object = Json.object();
        for (int i = 0; i + 1 < namesAndValues.length; i += 2) {
            if (!namesAndValues[i + 1].isEmpty()) {
                object.put(namesAndValues[i], namesAndValues[i + 1]);
            }
        }
        return object;
    }
}
