package org.wahook.shared.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.wahook.platform.config.CommonSettings;
import org.wahook.platform.config.Durations;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class TopologyDefinitionsTest {

    private static final Path FILE = Path.of("..", "infra", "rabbitmq", "definitions.json");
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    @Test
    void the_definitions_for_operators_are_what_the_services_declare() throws IOException {
        JsonNode expected = definitions(ofTheDefaults());
        Path actual = Path.of("target", "definitions.json");
        Files.createDirectories(actual.getParent());
        Files.writeString(actual, JSON.writeValueAsString(expected) + "\n");

        assertThat(JSON.readTree(Files.readString(FILE)))
                .as("infra/rabbitmq/definitions.json; what it should be is in shared-model/%s", actual)
                .isEqualTo(expected);
    }

    private static Topology ofTheDefaults() {
        int lanes = Integer.parseInt(CommonSettings.REPLY_LANES.defaultText().orElseThrow());
        List<Duration> ladder =
                Durations.parseLadder(CommonSettings.RETRY_DELAYS.defaultText().orElseThrow());
        return new Topology(lanes, ladder);
    }

    private static JsonNode definitions(Topology topology) {
        ObjectNode root = JSON.createObjectNode();
        root.putArray("vhosts").addObject().put("name", "/");
        ArrayNode exchanges = root.putArray("exchanges");
        Map.of(
                        Topology.EXCHANGE, "direct",
                        Topology.WAIT_EXCHANGE, "headers",
                        Topology.DEAD_EXCHANGE, "direct")
                .entrySet()
                .stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(exchange -> durable(exchanges, exchange.getKey())
                        .put("type", exchange.getValue())
                        .put("internal", false)
                        .putObject("arguments"));
        ArrayNode queues = root.putArray("queues");
        ArrayNode bindings = root.putArray("bindings");
        for (Topology.Queue queue : topology.queues()) {
            durable(queues, queue.name()).set("arguments", JSON.valueToTree(queue.arguments()));
            ObjectNode binding = bindings.addObject();
            binding.put("source", queue.exchange());
            binding.put("vhost", "/");
            binding.put("destination", queue.name());
            binding.put("destination_type", "queue");
            binding.put("routing_key", queue.key());
            binding.set("arguments", JSON.valueToTree(queue.bindingArguments()));
        }
        return JSON.readTree(JSON.writeValueAsString(root));
    }

    private static ObjectNode durable(ArrayNode array, String name) {
        return array.addObject()
                .put("name", name)
                .put("vhost", "/")
                .put("durable", true)
                .put("auto_delete", false);
    }
}
