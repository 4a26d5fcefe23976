package org.wahook.shared.meta;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.wahook.platform.json.Json;
import tools.jackson.databind.JsonNode;

/** What a customer chose or filled in; and, in an echo, what was offered. */
final class InteractiveReader {

    private InteractiveReader() {}

    static Content read(JsonNode content) {
        String type = content.path("type").asString("");
        JsonNode answer = content.path(type);
        return switch (type) {
            case "button_reply" ->
                new Content.Choice("button", answer.path("title").asString(""), Optional.empty());
            case "list_reply" ->
                new Content.Choice("list row", answer.path("title").asString(""), Words.of(answer, "description"));
            case "nfm_reply" -> new Content.Described("form", form(answer));
            case "payment_method" -> new Content.Described("payment method", payment(answer));
            case "call_permission_reply" -> new Content.Notice("call permission", Words.of(answer, "response"), true);
            default ->
                new Content.Described(
                        "interactive",
                        Words.of(content.path("body"), "text")
                                .or(() -> Words.of(answer, "title"))
                                .or(() -> Words.of(content, "type")));
        };
    }

    private static Optional<String> payment(JsonNode method) {
        return ContentReader.joined(Stream.of(
                Words.of(method, "payment_method"),
                Words.of(method, "last_four_digits").map(digits -> "card ending in " + digits),
                Words.of(method, "reference_id").map(id -> "reference " + id)));
    }

    /** The fields of a flow's form. The token belongs to the client's server and is nothing that a customer said. */
    private static Optional<String> form(JsonNode reply) {
        JsonNode answers = reply.path("response_json");
        Optional<JsonNode> fields =
                (answers.isString() ? Json.parse(answers.asString()) : Optional.of(answers)).filter(JsonNode::isObject);
        List<String> told = new ArrayList<>();
        fields.ifPresent(it -> it.properties().forEach(field -> {
            String value = words(field.getValue());
            if (!isToken(field.getKey()) && Words.visible(value)) {
                told.add(field.getKey() + ": " + value);
            }
        }));
        return told.isEmpty() ? Words.of(reply, "body") : Optional.of(String.join(", ", told));
    }

    private static boolean isToken(String key) {
        return key.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "").equals("flowtoken");
    }

    /** Several values of one field stand side by side, fields inside of a field in parentheses. */
    private static String words(JsonNode value) {
        if (value.isArray()) {
            return String.join(
                    " + ", value.valueStream().map(InteractiveReader::words).toList());
        }
        if (value.isObject()) {
            return value.properties().stream()
                    .filter(field -> !isToken(field.getKey()))
                    .map(field -> field.getKey() + ": " + words(field.getValue()))
                    .collect(java.util.stream.Collectors.joining(", ", "(", ")"));
        }
        return value.isNull() ? "" : value.asString();
    }
}
