import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the runnable jars are made of and under which licences, from the CycloneDX files that the build wrote beside them. */
class ThirdParty {

    public static void main(String[] files) {
        Map<String, String> components = new TreeMap<>();
        for (String file : files) {
            for (JsonNode component : new JsonMapper().readTree(Path.of(file)).path("components")) {
                String name = component.path("group").asString("") + ":" + component.path("name").asString("");
                if (!name.startsWith("org.wahook:")) {
                    components.put(name + ":" + component.path("version").asString(""), licences(component));
                }
            }
        }
        System.out.println("What the runnable jars hold beside our own code. Of several licences most are a choice: the component says. Written by ./dev licences.\n");
        components.forEach((name, licences) -> System.out.println(name + "  " + licences));
    }

    private static String licences(JsonNode component) {
        List<String> names = new ArrayList<>();
        for (JsonNode choice : component.path("licenses")) {
            JsonNode licence = choice.path("license");
            names.add(licence.path("id").asString(licence.path("name").asString(choice.path("expression").asString(""))));
        }
        return names.isEmpty() ? "UNKNOWN" : String.join(", ", names);
    }
}
