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
            Map.entry("Job", "batch/v1"),
            Map.entry("HorizontalPodAutoscaler", "autoscaling/v2"),
            Map.entry("PodDisruptionBudget", "policy/v1"),
            Map.entry("Ingress", "networking.k8s.io/v1"),
            Map.entry("NetworkPolicy", "networking.k8s.io/v1"),
            Map.entry("ScaledObject", "keda.sh/v1alpha1"),
            Map.entry("TriggerAuthentication", "keda.sh/v1alpha1"),
            Map.entry("RabbitmqCluster", "rabbitmq.com/v1beta1"),
            Map.entry("User", "rabbitmq.com/v1beta1"),
            Map.entry("Permission", "rabbitmq.com/v1beta1"),
            Map.entry("Cluster", "postgresql.cnpg.io/v1"),
            Map.entry("ServiceMonitor", "monitoring.coreos.com/v1"),
            Map.entry("PodMonitor", "monitoring.coreos.com/v1"));

    /** What the spec of each of our own kinds may hold: a misspelt field would be dropped in silence. */
    private static final Map<String, Set<String>> SPEC_FIELDS = Map.of(
            "Deployment", Set.of("selector", "strategy", "template"),
            "Job", Set.of("backoffLimit", "template"),
            "Service", Set.of("selector", "ports"),
            "HorizontalPodAutoscaler", Set.of("scaleTargetRef", "minReplicas", "maxReplicas", "metrics", "behavior"),
            "PodDisruptionBudget", Set.of("maxUnavailable", "selector"),
            "NetworkPolicy", Set.of("podSelector", "policyTypes", "ingress", "egress"),
            "ScaledObject",
                    Set.of(
                            "scaleTargetRef",
                            "pollingInterval",
                            "cooldownPeriod",
                            "minReplicaCount",
                            "maxReplicaCount",
                            "fallback",
                            "advanced",
                            "triggers"));

    private static final Set<String> POD_FIELDS = Set.of(
            "automountServiceAccountToken",
            "terminationGracePeriodSeconds",
            "securityContext",
            "topologySpreadConstraints",
            "containers",
            "volumes",
            "restartPolicy");

    private static final Set<String> CONTAINER_FIELDS = Set.of(
            "name",
            "image",
            "args",
            "ports",
            "envFrom",
            "env",
            "startupProbe",
            "livenessProbe",
            "readinessProbe",
            "lifecycle",
            "resources",
            "securityContext",
            "volumeMounts");

    private final Manifests manifests = Manifests.read();

    @Test
    void every_file_is_part_of_the_kustomization_but_the_example_of_secrets() throws IOException {
        try (Stream<Path> files = Files.list(Manifests.FOLDER)) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".yaml")))
                    .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                    Manifests.resources(), Stream.of("kustomization.yaml", "secrets.example.yaml"))
                            .toList());
        }
    }

    @Test
    void every_document_is_of_a_known_kind_in_its_version_with_known_fields_and_a_name_of_its_own() {
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
            if (SPEC_FIELDS.containsKey(kind)) {
                assertThat(SPEC_FIELDS.get(kind)).as(kind + " " + name).containsAll(Yaml.names(document.path("spec")));
            }
        }
        manifests.pods().forEach((name, pod) -> {
            assertThat(POD_FIELDS).as(name).containsAll(Yaml.names(pod.path("spec")));
            assertThat(CONTAINER_FIELDS).as(name).containsAll(Yaml.names(Manifests.container(pod)));
        });
    }

    @Test
    void selectors_and_targets_meet_something() {
        Set<String> names = manifests.pods().keySet();
        for (String kind : List.of("Deployment", "Job")) {
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
        assertThat(manifests
                        .kind("Ingress")
                        .findFirst()
                        .orElseThrow()
                        .at("/spec/rules/0/http/paths/0/path")
                        .asString())
                .isEqualTo("/webhook");
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
