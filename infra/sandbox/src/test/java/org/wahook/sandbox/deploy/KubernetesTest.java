package org.wahook.sandbox.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.wahook.shared.broker.Topology;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code infra/kubernetes}, without a cluster: what the manifests say of each other and of the services is so. */
class KubernetesTest {

    private static final Path FOLDER = Path.of("..", "kubernetes");
    private static final JsonNode KUSTOMIZATION =
            Yaml.documents(FOLDER.resolve("kustomization.yaml")).getFirst();
    private static final String NAME = "app.kubernetes.io/name";

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

    /** Only there so that the URL can be put together. */
    private static final Set<String> PARTS_OF_THE_URL = Set.of("RABBITMQ_USERNAME", "RABBITMQ_PASSWORD");

    private final List<JsonNode> all = resources()
            .flatMap(file -> Yaml.documents(FOLDER.resolve(file)).stream())
            .toList();

    @Test
    void every_file_is_part_of_the_kustomization_but_the_example_of_secrets() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".yaml")))
                    .containsExactlyInAnyOrderElementsOf(
                            Stream.concat(resources(), Stream.of("kustomization.yaml", "secrets.example.yaml"))
                                    .toList());
        }
    }

    @Test
    void every_document_is_of_a_known_kind_in_its_version_with_known_fields_and_a_name_of_its_own() {
        Set<String> seen = new TreeSet<>();
        for (JsonNode document : all) {
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
        pods().forEach((name, pod) -> {
            assertThat(POD_FIELDS).as(name).containsAll(Yaml.names(pod.path("spec")));
            assertThat(CONTAINER_FIELDS).as(name).containsAll(Yaml.names(container(pod)));
        });
    }

    @Test
    void no_secret_is_in_it_and_each_that_is_referred_to_is_made_by_an_operator_or_stands_in_the_example() {
        assertThat(all).noneMatch(document -> document.path("kind").asString().equals("Secret"));
        List<JsonNode> example = Yaml.documents(FOLDER.resolve("secrets.example.yaml"));
        Set<String> known = new TreeSet<>(Set.of("wahook-postgres-app/uri"));
        for (String key : List.of("username", "password")) {
            known.add("wahook-rabbitmq-default-user/" + key);
            kind("User").forEach(user -> known.add(name(user) + "-user-credentials/" + key));
        }
        for (JsonNode secret : example) {
            secret.path("stringData").properties().forEach(entry -> {
                assertThat(entry.getValue().asString())
                        .as("a value in the example")
                        .isEmpty();
                known.add(name(secret) + "/" + entry.getKey());
            });
        }
        Set<String> referred = new TreeSet<>();
        Stream.concat(
                        all.stream().flatMap(document -> document.findValues("secretKeyRef").stream()),
                        kind("TriggerAuthentication").flatMap(one -> Yaml.stream(one.at("/spec/secretTargetRef"))))
                .forEach(reference -> referred.add(reference.path("name").asString() + "/"
                        + reference.path("key").asString()));

        assertThat(referred).isNotEmpty();
        assertThat(known).containsAll(referred);
    }

    @Test
    void every_variable_is_one_that_the_service_knows_and_all_required_ones_are_there() {
        Map<String, ServiceHelp> helps =
                Map.of("ingest-service", ServiceHelp.ofIngest(), "worker-service", ServiceHelp.ofWorker());
        helps.forEach((name, help) -> {
            Set<String> given = variables(pod(name));
            given.removeAll(PARTS_OF_THE_URL);
            assertThat(help.names()).as("--help of " + name).containsAll(given);
            assertThat(given).as("environment of " + name).containsAll(help.required());
        });
        assertThat(variables(pod("topology"))).contains("RABBITMQ_URL", "RETRY_DELAYS", "REPLY_LANES");
    }

    @Test
    void secrets_are_never_plain_values() {
        for (JsonNode pod : pods().values()) {
            Yaml.stream(container(pod).path("env"))
                    .filter(variable ->
                            variable.path("name").asString().matches(".*(PASSWORD|SECRET|TOKEN|KEYS).*|DATABASE_URL"))
                    .forEach(variable -> assertThat(variable.has("value"))
                            .as(variable.toString())
                            .isFalse());
        }
    }

    @Test
    void ports_and_probes_are_those_of_the_services() {
        ports("ingest-service", ServiceHelp.ofIngest(), Map.of("webhook", "PORT", "admin", "ADMIN_PORT"));
        ports("worker-service", ServiceHelp.ofWorker(), Map.of());
        for (String name : List.of("ingest-service", "worker-service")) {
            JsonNode container = container(pod(name));
            probe(container.path("startupProbe"), "/livez");
            probe(container.path("livenessProbe"), "/livez");
            probe(container.path("readinessProbe"), "/readyz");
        }
    }

    @Test
    void every_pod_of_ours_runs_without_rights_and_within_limits() {
        pods().forEach((name, pod) -> {
            JsonNode spec = pod.path("spec");
            assertThat(spec.path("automountServiceAccountToken").asBoolean(true))
                    .as(name)
                    .isFalse();
            assertThat(spec.at("/securityContext/runAsNonRoot").asBoolean())
                    .as(name)
                    .isTrue();
            assertThat(spec.at("/securityContext/runAsUser").asInt()).as(name).isEqualTo(10001);
            assertThat(spec.at("/securityContext/seccompProfile/type").asString())
                    .isEqualTo("RuntimeDefault");
            JsonNode security = container(pod).path("securityContext");
            assertThat(security.path("readOnlyRootFilesystem").asBoolean())
                    .as(name)
                    .isTrue();
            assertThat(security.path("allowPrivilegeEscalation").asBoolean(true))
                    .as(name)
                    .isFalse();
            assertThat(Yaml.texts(security.at("/capabilities/drop"))).as(name).containsExactly("ALL");
            JsonNode resources = container(pod).path("resources");
            assertThat(resources.at("/limits/memory").asString())
                    .as("memory of " + name + ", whose heap is sized by the limit")
                    .isNotEmpty()
                    .isEqualTo(resources.at("/requests/memory").asString());
            assertThat(resources.at("/requests/cpu").asString()).isNotEmpty();
            assertThat(container(pod).at("/volumeMounts/0/mountPath").asString())
                    .isEqualTo("/tmp");
        });
    }

    @Test
    void a_pod_has_the_time_to_finish_its_work() {
        for (String name : List.of("ingest-service", "worker-service")) {
            int grace = Integer.parseInt(
                    settings().path("SHUTDOWN_GRACE").asString().replace("s", ""));
            int before =
                    container(pod(name)).at("/lifecycle/preStop/sleep/seconds").asInt(0);
            assertThat(pod(name).at("/spec/terminationGracePeriodSeconds").asInt())
                    .as(name)
                    .isGreaterThan(grace + before);
        }
    }

    @Test
    void selectors_and_targets_meet_something() {
        Set<String> names = pods().keySet();
        for (String kind : List.of("Deployment", "Job")) {
            kind(kind).forEach(one -> assertThat(names).contains(name(one)));
        }
        kind("Deployment")
                .forEach(one -> assertThat(one.at("/spec/selector/matchLabels"))
                        .isEqualTo(one.at("/spec/template/metadata/labels")));
        kind("Service").forEach(one -> {
            JsonNode pod = pod(one.path("spec").path("selector").path(NAME).asString());
            List<String> ports = Yaml.stream(container(pod).path("ports"))
                    .map(port -> port.path("name").asString())
                    .toList();
            Yaml.stream(one.at("/spec/ports"))
                    .forEach(port ->
                            assertThat(ports).contains(port.path("targetPort").asString()));
        });
        for (String kind : List.of("HorizontalPodAutoscaler", "ScaledObject")) {
            kind(kind)
                    .forEach(one -> assertThat(names)
                            .contains(one.at("/spec/scaleTargetRef/name").asString()));
        }
        Set<String> clusters = Set.of("wahook-rabbitmq");
        for (String kind : List.of("PodDisruptionBudget", "ServiceMonitor", "PodMonitor")) {
            kind(kind)
                    .forEach(one -> assertThat(Stream.concat(names.stream(), clusters.stream()))
                            .contains(one.path("spec")
                                    .path("selector")
                                    .path("matchLabels")
                                    .path(NAME)
                                    .asString()));
        }
        assertThat(kind("Ingress")
                        .findFirst()
                        .orElseThrow()
                        .at("/spec/rules/0/http/paths/0/path")
                        .asString())
                .isEqualTo("/webhook");
    }

    @Test
    void every_pod_has_its_own_hole_in_the_wall_and_nothing_else_has() {
        Map<String, JsonNode> policies = new TreeMap<>();
        kind("NetworkPolicy").forEach(policy -> policies.put(name(policy), policy.path("spec")));

        JsonNode deny = Objects.requireNonNull(policies.get("default-deny"));
        assertThat(deny.path("podSelector").isEmpty()).isTrue();
        assertThat(Yaml.texts(deny.path("policyTypes"))).containsExactlyInAnyOrder("Ingress", "Egress");
        assertThat(deny.has("ingress") || deny.has("egress")).isFalse();
        for (String name : pods().keySet()) {
            JsonNode policy = Objects.requireNonNull(policies.get(name), name);
            List<Integer> open = ports(policy.path("ingress"));
            List<Integer> listens = Yaml.stream(container(pod(name)).path("ports"))
                    .map(port -> port.path("containerPort").asInt())
                    .toList();
            assertThat(open).as("open to " + name).containsExactlyInAnyOrderElementsOf(listens);
            assertThat(ports(policy.path("egress"))).as("from " + name).contains(5672);
        }
    }

    @Test
    void the_users_have_the_rights_of_the_file_that_the_tests_run_with() throws IOException {
        JsonNode file = new JsonMapper().readTree(Files.readString(Path.of("..", "rabbitmq", "permissions.json")));
        for (JsonNode right : file.path("permissions")) {
            String user = right.path("user").asString();
            if (!user.equals("wahook-admin")) {
                JsonNode given = kind("Permission")
                        .filter(permission -> permission
                                .at("/spec/userReference/name")
                                .asString()
                                .equals(user))
                        .findFirst()
                        .orElseThrow()
                        .at("/spec/permissions");
                for (String kind : List.of("configure", "write", "read")) {
                    assertThat(given.path(kind)).as(kind + " of " + user).isEqualTo(right.path(kind));
                }
            }
        }
    }

    @Test
    void the_workers_are_scaled_by_the_lanes_and_nothing_but_the_lanes() {
        JsonNode scaled = kind("ScaledObject").findFirst().orElseThrow();
        String lanes = scaled.at("/spec/triggers/0/metadata/queueName").asString();
        Topology topology = new Topology(64, List.of(Duration.ofSeconds(5), Duration.ofHours(1)));

        assertThat(topology.queueNames().stream().filter(queue -> queue.matches(lanes)))
                .containsExactlyElementsOf(topology.laneQueues());
        assertThat(scaled.at("/spec/minReplicaCount").asInt()).isGreaterThanOrEqualTo(2);
    }

    @Test
    void what_must_be_alike_everywhere_has_the_services_own_defaults() {
        ServiceHelp worker = ServiceHelp.ofWorker();
        settings()
                .properties()
                .forEach(setting -> assertThat(setting.getValue().asString())
                        .as(setting.getKey())
                        .isEqualTo(worker.defaultOf(setting.getKey())));
    }

    @Test
    void the_images_are_those_that_the_release_pushes_with_a_pinned_version() {
        Set<String> used = pods().values().stream()
                .map(pod -> container(pod).path("image").asString())
                .collect(Collectors.toSet());
        assertThat(Yaml.stream(KUSTOMIZATION.path("images"))
                        .map(image -> image.path("name").asString()))
                .containsExactlyInAnyOrderElementsOf(used);
        assertThat(Yaml.stream(KUSTOMIZATION.path("images")))
                .allMatch(image -> image.path("newTag").asString().matches("\\d+\\.\\d+\\.\\d+"));
    }

    private static Stream<String> resources() {
        return Yaml.texts(KUSTOMIZATION.path("resources")).stream();
    }

    private Stream<JsonNode> kind(String kind) {
        return all.stream().filter(document -> document.path("kind").asString().equals(kind));
    }

    private static String name(JsonNode document) {
        return document.at("/metadata/name").asString();
    }

    private JsonNode settings() {
        return kind("ConfigMap").findFirst().orElseThrow().path("data");
    }

    /** The templates of our own pods, by what they are labelled. */
    private Map<String, JsonNode> pods() {
        Map<String, JsonNode> pods = new TreeMap<>();
        Stream.concat(kind("Deployment"), kind("Job"))
                .map(one -> one.at("/spec/template"))
                .forEach(pod ->
                        pods.put(pod.path("metadata").path("labels").path(NAME).asString(), pod));
        return pods;
    }

    private JsonNode pod(String name) {
        return Objects.requireNonNull(pods().get(name), name);
    }

    private static JsonNode container(JsonNode pod) {
        assertThat(pod.at("/spec/containers").size()).isEqualTo(1);
        return pod.at("/spec/containers/0");
    }

    private Set<String> variables(JsonNode pod) {
        Set<String> names = new TreeSet<>(Yaml.names(settings()));
        Yaml.stream(container(pod).path("env"))
                .forEach(variable -> names.add(variable.path("name").asString()));
        return names;
    }

    private void ports(String name, ServiceHelp help, Map<String, String> more) {
        Map<String, Integer> expected = new TreeMap<>();
        expected.put("management", Integer.parseInt(help.defaultOf("MANAGEMENT_PORT")));
        more.forEach((port, variable) -> expected.put(port, Integer.parseInt(help.defaultOf(variable))));
        Map<String, Integer> actual = new TreeMap<>();
        Yaml.stream(container(pod(name)).path("ports"))
                .forEach(port -> actual.put(
                        port.path("name").asString(), port.path("containerPort").asInt()));
        assertThat(actual).as("ports of " + name).isEqualTo(expected);
    }

    private static void probe(JsonNode probe, String path) {
        assertThat(probe.at("/httpGet/path").asString()).isEqualTo(path);
        assertThat(probe.at("/httpGet/port").asString()).isEqualTo("management");
    }

    private static List<Integer> ports(JsonNode rules) {
        List<Integer> ports = new ArrayList<>();
        Yaml.stream(rules)
                .forEach(rule -> Yaml.stream(rule.path("ports"))
                        .forEach(port -> ports.add(port.path("port").asInt())));
        return ports;
    }
}
