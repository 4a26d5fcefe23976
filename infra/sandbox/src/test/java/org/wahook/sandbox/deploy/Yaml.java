package org.wahook.sandbox.deploy;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** YAML files as trees, with anchors and merges resolved; a key that stands twice in a mapping is an error. */
public final class Yaml {

    private static final JsonMapper JSON = new JsonMapper();

    private Yaml() {}

    public static List<JsonNode> documents(Path file) {
        LoaderOptions strict = new LoaderOptions();
        strict.setAllowDuplicateKeys(false);
        try (Reader reader = Files.newBufferedReader(file)) {
            List<JsonNode> documents = new ArrayList<>();
            new org.yaml.snakeyaml.Yaml(strict)
                    .loadAll(reader)
                    .forEach(document -> documents.add(JSON.valueToTree(document)));
            return documents;
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    static List<String> texts(JsonNode array) {
        return stream(array).map(node -> node.asString()).toList();
    }

    static Stream<JsonNode> stream(JsonNode array) {
        return array.valueStream();
    }

    /** The names of an object's fields. */
    static List<String> names(JsonNode object) {
        return List.copyOf(object.propertyNames());
    }
}
