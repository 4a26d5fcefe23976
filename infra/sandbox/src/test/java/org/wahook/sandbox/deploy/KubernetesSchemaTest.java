package org.wahook.sandbox.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Every manifest against what Kubernetes defines, field by field: a misspelt field would be dropped in silence. */
class KubernetesSchemaTest {

    private static final String MODELS = "io.kubernetes.client.openapi.models.";

    /** Kinds of operators, of whom no models are here: the fields of their specs that we may use. */
    private static final Map<String, Set<String>> SPEC_FIELDS = Map.ofEntries(
            Map.entry("Gateway", Set.of("gatewayClassName", "listeners")),
            Map.entry("HTTPRoute", Set.of("parentRefs", "hostnames", "rules")),
            Map.entry(
                    "ScaledObject",
                    Set.of(
                            "scaleTargetRef",
                            "pollingInterval",
                            "cooldownPeriod",
                            "minReplicaCount",
                            "maxReplicaCount",
                            "fallback",
                            "advanced",
                            "triggers")),
            Map.entry("TriggerAuthentication", Set.of("secretTargetRef")),
            Map.entry(
                    "RabbitmqCluster",
                    Set.of(
                            "replicas",
                            "image",
                            "persistence",
                            "resources",
                            "terminationGracePeriodSeconds",
                            "affinity",
                            "rabbitmq",
                            "override")),
            Map.entry("User", Set.of("tags", "rabbitmqClusterReference")),
            Map.entry("Permission", Set.of("vhost", "userReference", "permissions", "rabbitmqClusterReference")),
            Map.entry(
                    "Cluster",
                    Set.of(
                            "instances",
                            "imageName",
                            "postgresql",
                            "bootstrap",
                            "storage",
                            "walStorage",
                            "resources",
                            "monitoring",
                            "externalClusters",
                            "managed")),
            Map.entry("ObjectStore", Set.of("retentionPolicy", "configuration")),
            Map.entry(
                    "ScheduledBackup",
                    Set.of("schedule", "backupOwnerReference", "method", "pluginConfiguration", "cluster")),
            Map.entry("ServiceMonitor", Set.of("jobLabel", "selector", "endpoints")),
            Map.entry("PodMonitor", Set.of("jobLabel", "selector", "podMetricsEndpoints")),
            Map.entry("PrometheusRule", Set.of("groups")));

    @Test
    void every_document_is_as_kubernetes_or_its_operator_defines_it() throws IOException {
        List<JsonNode> documents = documents();

        assertThat(documents).hasSizeGreaterThan(30);
        for (JsonNode document : documents) {
            String kind = document.path("kind").asString();
            String name = kind + " " + document.at("/metadata/name").asString();
            if (SPEC_FIELDS.containsKey(kind)) {
                assertThat(SPEC_FIELDS.get(kind)).as(name).containsAll(Yaml.names(document.path("spec")));
                check("V1ObjectMeta", document.path("metadata"));
            } else if (!kind.equals("Kustomization")) {
                check(model(document.path("apiVersion").asString(), kind), document);
            }
        }
    }

    @Test
    void a_misspelt_field_would_be_found() {
        JsonNode job = Yaml.documents(Manifests.FOLDER.resolve("topology.yaml")).getFirst();
        String misspelt = job.toString().replace("backoffLimit", "backofLimit");

        assertThatThrownBy(() -> check("V1CronJob", JsonParser.parseString(misspelt)))
                .hasMessageContaining("backofLimit");
    }

    @Test
    void kubectl_builds_them_with_the_dashboards() throws IOException, InterruptedException {
        Path kubectl = Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .map(folder -> Path.of(folder, "kubectl"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseGet(() -> abort("kubectl is not on the PATH"));
        Process process = new ProcessBuilder(kubectl.toString(), "kustomize", Manifests.FOLDER.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        Map<String, Integer> kinds = new TreeMap<>();
        output.lines()
                .filter(line -> line.startsWith("kind: "))
                .forEach(line -> kinds.merge(line.substring(6), 1, Integer::sum));
        assertThat(kinds)
                .containsEntry("CronJob", 3)
                .containsEntry("ConfigMap", 4)
                .doesNotContainKey("Job");
        assertThat(output).contains("grafana_dashboard: \"1\"").contains("namespace: wahook");
    }

    private static List<JsonNode> documents() throws IOException {
        try (Stream<Path> files = Files.list(Manifests.FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .flatMap(file -> Yaml.documents(file).stream())
                    .toList();
        }
    }

    /** {@code apps/v1} and {@code Deployment} are {@code V1Deployment}. */
    private static String model(String apiVersion, String kind) {
        String version = apiVersion.substring(apiVersion.indexOf('/') + 1);
        return version.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + version.substring(1) + kind;
    }

    private static void check(String model, JsonNode document) {
        check(model, JsonParser.parseString(document.toString()));
    }

    private static void check(String model, JsonElement document) {
        try {
            Class.forName(MODELS + model)
                    .getMethod("validateJsonElement", JsonElement.class)
                    .invoke(null, document);
        } catch (InvocationTargetException e) {
            throw new AssertionError(model + ": " + e.getTargetException().getMessage(), e.getTargetException());
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("Kubernetes has no " + model, e);
        }
    }
}
