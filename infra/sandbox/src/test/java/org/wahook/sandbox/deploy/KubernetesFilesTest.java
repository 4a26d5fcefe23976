package org.wahook.sandbox.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** {@code infra/kubernetes}, without a cluster: its files are whole, and what they say of each other is so. */
class KubernetesFilesTest {

    private static final Map<String, String> VERSIONS = Map.ofEntries(
            Map.entry("Namespace", "v1"),
            Map.entry("ConfigMap", "v1"),
            Map.entry("Service", "v1"),
            Map.entry("Deployment", "apps/v1"),
            Map.entry("CronJob", "batch/v1"),
            Map.entry("HorizontalPodAutoscaler", "autoscaling/v2"),
            Map.entry("PodDisruptionBudget", "policy/v1"),
            Map.entry("Gateway", "gateway.networking.k8s.io/v1"),
            Map.entry("HTTPRoute", "gateway.networking.k8s.io/v1"),
            Map.entry("NetworkPolicy", "networking.k8s.io/v1"),
            Map.entry("ScaledObject", "keda.sh/v1alpha1"),
            Map.entry("TriggerAuthentication", "keda.sh/v1alpha1"),
            Map.entry("RabbitmqCluster", "rabbitmq.com/v1beta1"),
            Map.entry("User", "rabbitmq.com/v1beta1"),
            Map.entry("Permission", "rabbitmq.com/v1beta1"),
            Map.entry("Cluster", "postgresql.cnpg.io/v1"),
            Map.entry("PrometheusRule", "monitoring.coreos.com/v1"),
            Map.entry("ServiceMonitor", "monitoring.coreos.com/v1"),
            Map.entry("PodMonitor", "monitoring.coreos.com/v1"));

    /** Files that somebody takes in place of others, or adapts. */
    private static final List<String> NOT_APPLIED =
            List.of("kustomization.yaml", "secrets.example.yaml", "backup.example.yaml", "ingress.yaml");

    private final Manifests manifests = Manifests.read();

    @Test
    void every_file_is_part_of_the_kustomization_but_examples_and_the_other_way_in() throws IOException {
        try (Stream<Path> files = Files.list(Manifests.FOLDER)) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".yaml")))
                    .containsExactlyInAnyOrderElementsOf(Stream.concat(Manifests.resources(), NOT_APPLIED.stream())
                            .toList());
        }
    }

    @Test
    void every_document_is_of_a_known_kind_in_its_version_and_has_a_name_of_its_own() {
        Set<String> seen = new TreeSet<>();
        for (JsonNode document : manifests.all()) {
            String kind = document.path("kind").asString();
            String name = document.at("/metadata/name").asString();
            assertThat(VERSIONS)
                    .as(name)
                    .containsEntry(kind, document.path("apiVersion").asString());
            assertThat(name).matches("[a-z0-9-]+");
            assertThat(seen.add(kind + " " + name))
                    .as(kind + " " + name + " twice")
                    .isTrue();
        }
    }

    @Test
    void selectors_and_targets_meet_something() {
        Set<String> names = manifests.pods().keySet();
        for (String kind : List.of("Deployment", "CronJob")) {
            manifests.kind(kind).forEach(one -> assertThat(names).contains(Manifests.name(one)));
        }
        manifests
                .kind("Deployment")
                .forEach(one -> assertThat(one.at("/spec/selector/matchLabels"))
                        .isEqualTo(one.at("/spec/template/metadata/labels")));
        manifests.kind("Service").forEach(one -> {
            JsonNode pod = manifests.pod(
                    one.path("spec").path("selector").path(Manifests.NAME).asString());
            List<String> ports = Yaml.stream(Manifests.container(pod).path("ports"))
                    .map(port -> port.path("name").asString())
                    .toList();
            Yaml.stream(one.at("/spec/ports"))
                    .forEach(port ->
                            assertThat(ports).contains(port.path("targetPort").asString()));
        });
        for (String kind : List.of("HorizontalPodAutoscaler", "ScaledObject")) {
            manifests
                    .kind(kind)
                    .forEach(one -> assertThat(names)
                            .contains(one.at("/spec/scaleTargetRef/name").asString()));
        }
        Set<String> clusters = Set.of("wahook-rabbitmq");
        for (String kind : List.of("PodDisruptionBudget", "ServiceMonitor", "PodMonitor")) {
            manifests
                    .kind(kind)
                    .forEach(one -> assertThat(Stream.concat(names.stream(), clusters.stream()))
                            .contains(one.path("spec")
                                    .path("selector")
                                    .path("matchLabels")
                                    .path(Manifests.NAME)
                                    .asString()));
        }
    }

    @Test
    void either_way_in_leads_to_the_webhook_and_callbacks_alone_and_takes_metas_3_mb() throws IOException {
        JsonNode route = manifests.kind("HTTPRoute").findFirst().orElseThrow();
        JsonNode ingress =
                Yaml.documents(Manifests.FOLDER.resolve("ingress.yaml")).getFirst();

        assertThat(route.at("/spec/rules").size()).isEqualTo(1);
        assertThat(route.at("/spec/rules/0/matches").size()).isEqualTo(2);
        assertThat(route.at("/spec/rules/0/matches/0/path/type").asString()).isEqualTo("Exact");
        assertThat(route.at("/spec/rules/0/matches/0/path/value").asString()).isEqualTo("/webhook");
        assertThat(route.at("/spec/rules/0/matches/1/path/type").asString()).isEqualTo("PathPrefix");
        assertThat(route.at("/spec/rules/0/matches/1/path/value").asString()).isEqualTo("/callbacks/");
        assertThat(ingress.at("/spec/rules/0/http/paths").size()).isEqualTo(2);
        assertThat(ingress.at("/spec/rules/0/http/paths/0/path").asString()).isEqualTo("/webhook");
        assertThat(ingress.at("/spec/rules/0/http/paths/1/path").asString()).isEqualTo("/callbacks/");
        assertThat(ingress.at("/metadata/annotations")
                        .path("nginx.ingress.kubernetes.io/proxy-body-size")
                        .asString())
                .isEqualTo("4m");
        assertThat(Files.readString(Manifests.FOLDER.resolve("httproute.yaml"))).contains("body: {maxSize: 4m}");
    }

    @Test
    void queues_get_as_many_members_as_rabbitmq_has_nodes_and_the_job_wants_them() {
        JsonNode cluster = manifests.kind("RabbitmqCluster").findFirst().orElseThrow();
        int nodes = cluster.at("/spec/replicas").asInt();

        assertThat(cluster.at("/spec/rabbitmq/additionalConfig").asString())
                .contains("quorum_queue.continuous_membership_reconciliation.enabled = true")
                .contains("quorum_queue.continuous_membership_reconciliation.target_group_size = " + nodes);
        assertThat(Yaml.stream(Manifests.container(manifests.pod("topology")).path("env"))
                        .filter(variable -> variable.path("name").asString().equals("QUEUE_MEMBERS"))
                        .map(variable -> variable.path("value").asString()))
                .containsExactly(String.valueOf(nodes));
    }

    @Test
    void the_alerts_are_those_of_prometheus() {
        JsonNode rule = manifests.kind("PrometheusRule").findFirst().orElseThrow();
        JsonNode file =
                Yaml.documents(Path.of("..", "prometheus", "alerts.yml")).getFirst();

        assertThat(rule.at("/spec/groups"))
                .as("infra/prometheus/write-prometheus-rule writes it")
                .isEqualTo(file.path("groups"));
    }

    @Test
    void whatever_is_scraped_has_the_job_names_of_docker_compose() {
        for (String kind : List.of("ServiceMonitor", "PodMonitor")) {
            manifests
                    .kind(kind)
                    .forEach(one -> assertThat(one.at("/spec/jobLabel").asString())
                            .as(Manifests.name(one))
                            .isEqualTo(Manifests.NAME));
        }
    }

    @Test
    void the_images_are_those_that_the_release_pushes_with_a_pinned_version() {
        Set<String> used = manifests.pods().values().stream()
                .map(pod -> Manifests.container(pod).path("image").asString())
                .collect(Collectors.toSet());
        assertThat(Yaml.stream(Manifests.KUSTOMIZATION.path("images"))
                        .map(image -> image.path("name").asString()))
                .containsExactlyInAnyOrderElementsOf(used);
        assertThat(Yaml.stream(Manifests.KUSTOMIZATION.path("images")))
                .allMatch(image -> image.path("newTag").asString().matches("\\d+\\.\\d+\\.\\d+"));
    }
}
