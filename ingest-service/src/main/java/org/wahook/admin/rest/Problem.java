package org.wahook.admin.rest;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.wahook.platform.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Why something was not done, as RFC 9457 writes it.
 *
 * @param type {@code about:blank} where the status says it all
 * @param errors every field at fault
 * @param more members of this kind of problem alone
 * @param headers that the answer carries
 */
public record Problem(
        int status,
        String type,
        String title,
        String detail,
        List<FieldProblem> errors,
        Map<String, JsonNode> more,
        Map<String, String> headers) {

    public static final String CONTENT_TYPE = "application/problem+json";

    private static final String TYPES = "urn:wahook:problem:";
    private static final String RETRY_SECONDS = "5";

    public Problem {
        errors = List.copyOf(errors);
        more = Map.copyOf(more);
        headers = Map.copyOf(headers);
    }

    /** A problem that its status names. */
    public static Problem of(int status, String detail) {
        return new Problem(status, "about:blank", phrase(status), detail, List.of(), Map.of(), Map.of());
    }

    /** A problem that a program may want to tell from others with the same status. */
    public static Problem named(int status, String name, String title, String detail) {
        return new Problem(status, TYPES + name, title, detail, List.of(), Map.of(), Map.of());
    }

    public static Problem invalid(List<FieldProblem> errors) {
        return new Problem(
                400, TYPES + "invalid-request", "The request is not valid", detail(errors), errors, Map.of(), Map.of());
    }

    /** Some errors are of no field: what the fields together lack. */
    private static String detail(List<FieldProblem> errors) {
        String fields = errors.stream()
                .map(FieldProblem::field)
                .filter(field -> !field.isEmpty())
                .distinct()
                .collect(Collectors.joining(", "));
        Stream<String> ofAll = errors.stream()
                .filter(error -> error.field().isEmpty())
                .map(error -> "The body " + error.message() + ".");
        return Stream.concat(ofAll, fields.isEmpty() ? Stream.of() : Stream.of("Look at: " + fields + "."))
                .collect(Collectors.joining(" "));
    }

    /** A service that the request needs is unavailable. The same request succeeds once it is available again. */
    public static Problem unavailable(String what) {
        return named(503, "unavailable", what + " is unavailable", "Nothing was changed. Try again in a moment.")
                .withHeader("Retry-After", RETRY_SECONDS);
    }

    public static Problem notFound(String what) {
        return of(404, "There is no such " + what + ".");
    }

    /** The resource was changed since the caller read it. */
    public static Problem stale(String version) {
        return named(
                        412,
                        "stale",
                        "It was changed meanwhile",
                        "If-Match does not name the present version: read it again, then repeat the change.")
                .with("currentETag", Json.object().stringNode(IfMatch.etag(version)));
    }

    /** For people: what happened, and what to do. */
    public String words() {
        return title + ". " + detail;
    }

    public Problem with(String name, JsonNode value) {
        Map<String, JsonNode> both = new LinkedHashMap<>(more);
        both.put(name, value);
        return new Problem(status, type, title, detail, errors, both, headers);
    }

    public Problem withHeader(String name, String value) {
        Map<String, String> both = new LinkedHashMap<>(headers);
        both.put(name, value);
        return new Problem(status, type, title, detail, errors, more, both);
    }

    /** @param instance the path that was asked */
    public ObjectNode toJson(String instance) {
        ObjectNode json = Json.object()
                .put("type", type)
                .put("title", title)
                .put("status", status)
                .put("detail", detail)
                .put("instance", instance);
        if (!errors.isEmpty()) {
            ArrayNode list = json.putArray("errors");
            errors.forEach(error -> list.addObject().put("field", error.field()).put("message", error.message()));
        }
        more.forEach(json::set);
        return json;
    }

    private static String phrase(int status) {
        return switch (status) {
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 408 -> "Request Timeout";
            case 409 -> "Conflict";
            case 413 -> "Content Too Large";
            case 412 -> "Precondition Failed";
            case 415 -> "Unsupported Media Type";
            case 421 -> "Misdirected Request";
            case 422 -> "Unprocessable Content";
            case 429 -> "Too Many Requests";
            case 503 -> "Service Unavailable";
            default -> status >= 500 ? "Internal Server Error" : "Request Refused";
        };
    }
}
