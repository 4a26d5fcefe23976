package org.wahook.sandbox.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.wahook.shared.topology.Topology;
import tools.jackson.databind.JsonNode;

/** {@code infra/kubernetes}, without a cluster: what the manifests say of the services is so. */
class KubernetesServicesTest {

    /** Only there so that the URL can be put together. */
    private static final Set<String> PARTS_OF_THE_URL =
            Set.of("DATABASE_PASSWORD", "RABBITMQ_USERNAME", "RABBITMQ_PASSWORD", "SCALER_USERNAME", "SCALER_PASSWORD");

    private final Manifests manifests = Manifests.read();

    @Test
    void every_variable_is_one_that_the_service_knows_and_all_required_ones_are_there() {
        Map<String, ServiceHelp> helps =
                Map.of("ingest-service", ServiceHelp.ofIngest(), "worker-service", ServiceHelp.ofWorker());
        helps.forEach((name, help) -> {
            Set<String> given = variables(manifests.pod(name));
            given.removeAll(PARTS_OF_THE_URL);
            assertThat(help.names()).as("--help of " + name).containsAll(given);
            assertThat(given).as("environment of " + name).containsAll(help.required());
        });
        assertThat(variables(manifests.pod("admin-service")))
                .contains("DATABASE_URL", "RABBITMQ_URL", "ADMIN_API_TOKEN")
                .doesNotContain("FACEBOOK_APP_SECRET");
        assertThat(variables(manifests.pod("ingest-service"))).doesNotContain("ADMIN_API_TOKEN");
        assertThat(variables(manifests.pod("migrate"))).contains("DATABASE_URL");
        assertThat(variables(manifests.pod("topology"))).contains("RABBITMQ_URL", "RETRY_DELAYS", "REPLY_LANES");
    }

    @Test
    void what_must_be_alike_everywhere_has_the_services_own_defaults() {
        ServiceHelp worker = ServiceHelp.ofWorker();
        manifests
                .settings()
                .properties()
                .forEach(setting -> assertThat(setting.getValue().asString())
                        .as(setting.getKey())
                        .isEqualTo(worker.defaultOf(setting.getKey())));
    }

    @Test
    void ports_and_probes_are_those_of_the_services() {
        ports("ingest-service", ServiceHelp.ofIngest(), Map.of("webhook", "PORT"));
        ports("admin-service", ServiceHelp.ofIngest(), Map.of("admin", "ADMIN_PORT"));
        ports("worker-service", ServiceHelp.ofWorker(), Map.of());
        for (String name : List.of("ingest-service", "admin-service", "worker-service")) {
            JsonNode container = Manifests.container(manifests.pod(name));
            probe(container.path("startupProbe"), "/livez");
            probe(container.path("livenessProbe"), "/livez");
            probe(container.path("readinessProbe"), "/readyz");
        }
    }

    @Test
    void a_pod_has_the_time_to_finish_its_work() {
        for (String name : List.of("ingest-service", "admin-service", "worker-service")) {
            int grace = Integer.parseInt(
                    manifests.settings().path("SHUTDOWN_GRACE").asString().replace("s", ""));
            int before = Manifests.container(manifests.pod(name))
                    .at("/lifecycle/preStop/sleep/seconds")
                    .asInt(0);
            assertThat(manifests
                            .pod(name)
                            .at("/spec/terminationGracePeriodSeconds")
                            .asInt())
                    .as(name)
                    .isGreaterThan(grace + before);
        }
    }

    @Test
    void the_workers_are_scaled_by_the_lanes_and_nothing_but_the_lanes() {
        JsonNode scaled = manifests.kind("ScaledObject").findFirst().orElseThrow();
        String lanes = scaled.at("/spec/triggers/0/metadata/queueName").asString();
        Topology topology = new Topology(64, List.of(Duration.ofSeconds(5), Duration.ofHours(1)));

        assertThat(topology.queueNames().stream().filter(queue -> queue.matches(lanes)))
                .containsExactlyElementsOf(topology.laneQueues());
        assertThat(scaled.at("/spec/minReplicaCount").asInt()).isGreaterThanOrEqualTo(2);
    }

    private Set<String> variables(JsonNode pod) {
        Set<String> names = new TreeSet<>(Yaml.names(manifests.settings()));
        Yaml.stream(Manifests.container(pod).path("env"))
                .forEach(variable -> names.add(variable.path("name").asString()));
        return names;
    }

    private void ports(String name, ServiceHelp help, Map<String, String> more) {
        Map<String, Integer> expected = new TreeMap<>();
        expected.put("management", Integer.parseInt(help.defaultOf("MANAGEMENT_PORT")));
        more.forEach((port, variable) -> expected.put(port, Integer.parseInt(help.defaultOf(variable))));
        Map<String, Integer> actual = new TreeMap<>();
        Yaml.stream(Manifests.container(manifests.pod(name)).path("ports"))
                .forEach(port -> actual.put(
                        port.path("name").asString(), port.path("containerPort").asInt()));
        assertThat(actual).as("ports of " + name).isEqualTo(expected);
    }

    private static void probe(JsonNode probe, String path) {
        assertThat(probe.at("/httpGet/path").asString()).isEqualTo(path);
        assertThat(probe.at("/httpGet/port").asString()).isEqualTo("management");
    }
}
