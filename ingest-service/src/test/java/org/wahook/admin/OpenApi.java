package org.wahook.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.wahook.platform.json.Json;
import tools.jackson.databind.JsonNode;

/** The document as a test reads it. */
final class OpenApi {

    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");
    private static final JsonNode DOCUMENT = read();

    private OpenApi() {}

    /** @param path with names in braces */
    record Operation(String method, String path, JsonNode json) {

        boolean hasBody() {
            return json.has("requestBody");
        }

        boolean mayAnswer(int status) {
            return json.path("responses").has(String.valueOf(status));
        }

        /** The schema of an answer; none where it has no body. */
        Optional<JsonNode> answer(int status) {
            return json.path("responses")
                    .path(String.valueOf(status))
                    .path("content")
                    .propertyStream()
                    .map(type -> type.getValue().path("schema"))
                    .findFirst();
        }

        /** The fields of its body, with their schemas. */
        JsonNode fields() {
            JsonNode schema = json.at("/requestBody/content/application~1json/schema");
            return DOCUMENT.at(schema.path("$ref").asString("#").substring(1)).path("properties");
        }

        List<String> queryParameters() {
            return json.path("parameters")
                    .valueStream()
                    .filter(it -> it.path("in").asString().equals("query"))
                    .map(it -> it.path("name").asString())
                    .toList();
        }

        /** The path with the same text for every name in it. */
        String at(String text) {
            return path.replaceAll("\\{[^}]+}", text);
        }

        boolean isAt(String method, String actualPath) {
            return this.method.equals(method) && actualPath.matches(path.replaceAll("\\{[^}]+}", "[^/]+"));
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    static List<Operation> operations() {
        return DOCUMENT.path("paths")
                .propertyStream()
                .flatMap(path -> path.getValue()
                        .propertyStream()
                        .filter(it -> METHODS.contains(it.getKey()))
                        .map(it -> new Operation(it.getKey().toUpperCase(Locale.ROOT), path.getKey(), it.getValue())))
                .toList();
    }

    /** Whatever an operation answers in any test must stand in the document, with its status and all of its fields. */
    static void mustHave(String method, String path, int status, String body) {
        Stream<Operation> fitting = operations().stream().filter(it -> it.isAt(method, path));
        // A path without names fits better than one with.
        Optional<Operation> operation = fitting.min((one, other) ->
                Boolean.compare(one.path().contains("{"), other.path().contains("{")));
        operation.ifPresent(it -> {
            assertThat(it.mayAnswer(status))
                    .as("%s answers %d, which the document does not have", it, status)
                    .isTrue();
            assertThat(AnswerSchemas.problems(DOCUMENT, it.answer(status), body))
                    .as("%s answers %d with a body that the document does not have: %s", it, status, body)
                    .isEmpty();
        });
    }

    private static JsonNode read() {
        try (InputStream in = OpenApi.class.getResourceAsStream("/admin/openapi.json")) {
            if (in == null) {
                throw new IllegalStateException("there is no document");
            }
            return Json.parse(in.readAllBytes()).orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
