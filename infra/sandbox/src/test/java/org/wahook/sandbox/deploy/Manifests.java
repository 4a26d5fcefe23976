package org.wahook.sandbox.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * The files of {@code infra/kubernetes} that the kustomization puts together, read without a cluster.
 *
 * @param all documents of all its files
 */
record Manifests(List<JsonNode> all) {

    static final Path FOLDER = Path.of("..", "kubernetes");
    static final JsonNode KUSTOMIZATION =
            Yaml.documents(FOLDER.resolve("kustomization.yaml")).getFirst();
    static final String NAME = "app.kubernetes.io/name";

    static Manifests read() {
        return new Manifests(resources()
                .flatMap(file -> Yaml.documents(FOLDER.resolve(file)).stream())
                .toList());
    }

    /** Those of this folder; the dashboards' are beside the dashboards. */
    static Stream<String> resources() {
        return Yaml.texts(KUSTOMIZATION.path("resources")).stream().filter(name -> !name.startsWith("../"));
    }

    Stream<JsonNode> kind(String kind) {
        return all.stream().filter(document -> document.path("kind").asString().equals(kind));
    }

    static String name(JsonNode document) {
        return document.at("/metadata/name").asString();
    }

    JsonNode settings() {
        return kind("ConfigMap").findFirst().orElseThrow().path("data");
    }

    /** The templates of our own pods, by what they are labelled. */
    Map<String, JsonNode> pods() {
        Map<String, JsonNode> pods = new TreeMap<>();
        Stream.concat(
                        kind("Deployment").map(one -> one.at("/spec/template")),
                        kind("CronJob").map(one -> one.at("/spec/jobTemplate/spec/template")))
                .forEach(pod ->
                        pods.put(pod.path("metadata").path("labels").path(NAME).asString(), pod));
        return pods;
    }

    JsonNode pod(String name) {
        return Objects.requireNonNull(pods().get(name), name);
    }

    static JsonNode container(JsonNode pod) {
        assertThat(pod.at("/spec/containers").size()).isEqualTo(1);
        return pod.at("/spec/containers/0");
    }
}
