package org.wahook.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wahook.admin.bot.BotHttp;
import org.wahook.admin.conversation.WakeUps;
import org.wahook.admin.deadletter.DeadLetterOperations;
import org.wahook.admin.graph.GraphClient;
import org.wahook.platform.broker.ConfirmingPublisher;
import org.wahook.platform.config.RabbitUrls;
import org.wahook.platform.outgoing.OutgoingAddresses;
import org.wahook.platform.outgoing.OutgoingAllowed;
import org.wahook.platform.secrets.Encryption;
import org.wahook.shared.deadletter.DeadLetterCatalog;
import org.wahook.shared.deadletter.DeadLetters;
import org.wahook.shared.topology.Topology;
import tools.jackson.databind.JsonNode;

class AdminDocumentationTest {

    @AutoClose
    private static final AdminService admin = AdminService.start(Map.of());

    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

    @Test
    void the_document_has_exactly_the_operations_that_there_are() {
        Topology topology = new Topology(1, List.of(Duration.ofSeconds(1)));
        RabbitUrls nowhere = RabbitUrls.parse("amqp://127.0.0.1:1");
        AdminApi api = new AdminApi(new AdminApi.Neighbours(
                Jdbi.create("jdbc:postgresql://127.0.0.1:1/none"),
                Encryption.none(),
                new DeadLetterOperations(DeadLetterCatalog.withoutIndex(nowhere, topology)),
                new DeadLetters(nowhere, topology),
                new WakeUps(new ConfirmingPublisher(nowhere, "none", topology, 1, new SimpleMeterRegistry()), topology),
                new GraphClient("http://127.0.0.1:1", "v26.0"),
                new BotHttp(OutgoingAllowed.NONE),
                OutgoingAddresses.ofOperator(),
                Optional.empty(),
                Optional.empty()));
        Set<String> served = new TreeSet<>();
        api.endpoints().forEach(it -> served.add(it.method().name().toLowerCase(Locale.ROOT) + " " + it.path()));

        Set<String> documented = new TreeSet<>();
        document()
                .path("paths")
                .propertyStream()
                .forEach(path -> path.getValue().propertyNames().stream()
                        .filter(METHODS::contains)
                        .forEach(method -> documented.add(method + " " + path.getKey())));

        assertThat(documented).isEqualTo(served);
    }

    @Test
    void every_reference_in_the_document_leads_somewhere() {
        JsonNode document = document();
        List<String> references = document.findValuesAsString("$ref");

        assertThat(references)
                .isNotEmpty()
                .allMatch(it -> document.at(it.substring(1)).isObject());
        assertThat(document.path("openapi").asString()).startsWith("3.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/docs", "/docs.js", "/docs.css"})
    void the_page_needs_no_token_and_loads_nothing_from_elsewhere(String path) {
        AdminResponse reply = admin.raw(path, "GET", BodyPublishers.noBody());

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Content-Security-Policy").orElseThrow()).contains("default-src 'none'");
        assertThat(reply.text()).doesNotContain("http://").doesNotContain("https://");
    }

    @ParameterizedTest
    @CsvSource({"bot-request-v2", "bot-answer-v2"})
    void the_schemas_of_contract_2_are_served_without_a_token(String name) {
        AdminResponse reply = admin.raw("/schemas/" + name + ".json", "GET", BodyPublishers.noBody());

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.field("/$id")).isEqualTo("urn:wahook:" + name);
    }

    private static JsonNode document() {
        AdminResponse reply = admin.raw("/openapi.json", "GET", BodyPublishers.noBody());
        assertThat(reply.status()).isEqualTo(200);
        return reply.json();
    }
}
