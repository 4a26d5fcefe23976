package org.wahook.admin;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import org.wahook.platform.json.Json;
import tools.jackson.databind.JsonNode;

/** What the admin API answered. */
record AdminResponse(HttpResponse<String> response) {

    int status() {
        return response.statusCode();
    }

    String text() {
        return response.body();
    }

    JsonNode json() {
        return Json.parse(text()).orElseThrow(() -> new AssertionError("no JSON: " + text()));
    }

    Optional<String> header(String name) {
        return response.headers().firstValue(name);
    }

    String field(String pointer) {
        return json().at(pointer).asString("(none)");
    }

    List<String> fieldsAtFault() {
        return json().path("errors")
                .valueStream()
                .map(error -> error.path("field").asString())
                .toList();
    }
}
