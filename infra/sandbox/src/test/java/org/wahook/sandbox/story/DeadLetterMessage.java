package org.wahook.sandbox.story;

import com.rabbitmq.client.GetResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A message that lies in a queue, as a person sees it in RabbitMQ's UI. */
record DeadLetterMessage(Map<String, String> headers, String body) {

    private static final JsonMapper JSON = new JsonMapper();

    DeadLetterMessage {
        headers = Map.copyOf(headers);
    }

    static DeadLetterMessage of(GetResponse response) {
        Map<String, String> headers = new HashMap<>();
        Map<String, Object> sent = response.getProps().getHeaders();
        if (sent != null) {
            sent.forEach((name, value) -> headers.put(name, String.valueOf(value)));
        }
        return new DeadLetterMessage(headers, new String(response.getBody(), StandardCharsets.UTF_8));
    }

    String header(String name) {
        return headers.getOrDefault(name, "");
    }

    JsonNode json() {
        return JSON.readTree(body);
    }
}
