package org.wahook.sandbox.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code infra/kubernetes}, without a cluster: no secret is in it, and nobody may do or reach more than needed. */
class KubernetesSecurityTest {

    private final Manifests manifests = Manifests.read();

    @Test
    void no_secret_is_in_it_and_each_that_is_referred_to_is_made_by_an_operator_or_stands_in_the_example() {
        assertThat(manifests.all())
                .noneMatch(document -> document.path("kind").asString().equals("Secret"));
        List<JsonNode> example = Yaml.documents(Manifests.FOLDER.resolve("secrets.example.yaml"));
        Set<String> known = new TreeSet<>(Set.of("wahook-postgres-app/uri"));
        for (String key : List.of("username", "password")) {
            known.add("wahook-rabbitmq-default-user/" + key);
            manifests.kind("User").forEach(user -> known.add(Manifests.name(user) + "-user-credentials/" + key));
        }
        for (JsonNode secret : example) {
            secret.path("stringData").properties().forEach(entry -> {
                assertThat(entry.getValue().asString())
                        .as("a value in the example")
                        .isEmpty();
                known.add(Manifests.name(secret) + "/" + entry.getKey());
            });
        }
        Set<String> referred = new TreeSet<>();
        Stream.concat(
                        manifests.all().stream().flatMap(document -> document.findValues("secretKeyRef").stream()),
                        manifests
                                .kind("TriggerAuthentication")
                                .flatMap(one -> Yaml.stream(one.at("/spec/secretTargetRef"))))
                .forEach(reference -> referred.add(reference.path("name").asString() + "/"
                        + reference.path("key").asString()));

        assertThat(referred).isNotEmpty();
        assertThat(known).containsAll(referred);
    }

    @Test
    void secrets_are_never_plain_values() {
        for (JsonNode pod : manifests.pods().values()) {
            Yaml.stream(Manifests.container(pod).path("env"))
                    .filter(variable ->
                            variable.path("name").asString().matches(".*(PASSWORD|SECRET|TOKEN|KEYS|_URL).*"))
                    .map(variable -> variable.path("value").asString(""))
                    .filter(value -> value.contains("@") || !value.contains("://"))
                    .forEach(value -> assertThat(value)
                            .as("a password only by reference")
                            .matches("|\\w+://[\\w$()]+:\\$\\(\\w+_PASSWORD\\)@.*"));
        }
    }

    @Test
    void every_pod_of_ours_runs_without_rights_and_within_limits() {
        manifests.pods().forEach((name, pod) -> {
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
            JsonNode security = Manifests.container(pod).path("securityContext");
            assertThat(security.path("readOnlyRootFilesystem").asBoolean())
                    .as(name)
                    .isTrue();
            assertThat(security.path("allowPrivilegeEscalation").asBoolean(true))
                    .as(name)
                    .isFalse();
            assertThat(Yaml.texts(security.at("/capabilities/drop"))).as(name).containsExactly("ALL");
            JsonNode resources = Manifests.container(pod).path("resources");
            assertThat(resources.at("/limits/memory").asString())
                    .as("memory of " + name + ", whose heap is sized by the limit")
                    .isNotEmpty()
                    .isEqualTo(resources.at("/requests/memory").asString());
            assertThat(resources.at("/requests/cpu").asString()).isNotEmpty();
            assertThat(Manifests.container(pod).at("/volumeMounts/0/mountPath").asString())
                    .isEqualTo("/tmp");
        });
    }

    @Test
    void only_the_job_that_migrates_connects_as_the_owner_of_the_tables() {
        manifests.pods().forEach((name, pod) -> {
            boolean owner = pod.findValues("secretKeyRef").stream()
                    .anyMatch(reference -> reference.path("name").asString().equals("wahook-postgres-app"));
            assertThat(owner).as(name).isEqualTo(name.equals("migrate"));
        });
        JsonNode roles = manifests.kind("Cluster").findFirst().orElseThrow().at("/spec/managed/roles");
        assertThat(Yaml.stream(roles).map(role -> role.path("name").asString()))
                .containsExactlyInAnyOrder("wahook_ingest", "wahook_worker", "wahook_admin");
        assertThat(Yaml.stream(roles)).noneMatch(role -> role.path("superuser").asBoolean());
    }

    @Test
    void the_namespace_enforces_the_pod_security_standard_restricted() {
        JsonNode namespace = manifests.kind("Namespace").findFirst().orElseThrow();

        assertThat(namespace
                        .path("metadata")
                        .path("labels")
                        .path("pod-security.kubernetes.io/enforce")
                        .asString())
                .isEqualTo("restricted");
    }

    @Test
    void every_pod_has_its_own_hole_in_the_wall_and_nothing_else_has() {
        Map<String, JsonNode> policies = new TreeMap<>();
        manifests.kind("NetworkPolicy").forEach(policy -> policies.put(Manifests.name(policy), policy.path("spec")));

        JsonNode deny = Objects.requireNonNull(policies.get("default-deny"));
        assertThat(deny.path("podSelector").isEmpty()).isTrue();
        assertThat(Yaml.texts(deny.path("policyTypes"))).containsExactlyInAnyOrder("Ingress", "Egress");
        assertThat(deny.has("ingress") || deny.has("egress")).isFalse();
        for (String name : manifests.pods().keySet()) {
            JsonNode policy = Objects.requireNonNull(policies.get(name), name);
            List<Integer> open = ports(policy.path("ingress"));
            List<Integer> listens = Yaml.stream(
                            Manifests.container(manifests.pod(name)).path("ports"))
                    .map(port -> port.path("containerPort").asInt())
                    .toList();
            assertThat(open).as("open to " + name).containsExactlyInAnyOrderElementsOf(listens);
            assertThat(ports(policy.path("egress"))).as("from " + name).containsAnyOf(5672, 5432);
        }
    }

    @Test
    void the_users_have_the_rights_of_the_file_that_the_tests_run_with() throws IOException {
        JsonNode file = new JsonMapper().readTree(Files.readString(Path.of("..", "rabbitmq", "permissions.json")));
        for (JsonNode right : file.path("permissions")) {
            String user = right.path("user").asString();
            if (!user.equals("wahook-admin")) {
                JsonNode given = manifests
                        .kind("Permission")
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

    private static List<Integer> ports(JsonNode rules) {
        List<Integer> ports = new ArrayList<>();
        Yaml.stream(rules)
                .forEach(rule -> Yaml.stream(rule.path("ports"))
                        .forEach(port -> ports.add(port.path("port").asInt())));
        return ports;
    }
}
