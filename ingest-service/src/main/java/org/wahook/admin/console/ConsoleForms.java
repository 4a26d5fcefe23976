package org.wahook.admin.console;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.wahook.admin.console.view.FormState;
import org.wahook.admin.rest.FieldProblem;
import org.wahook.admin.rest.Problem;
import org.wahook.platform.json.Json;
import tools.jackson.databind.node.ObjectNode;

/** Forms as the operations read them, and their problems as forms show them. */
final class ConsoleForms {

    private ConsoleForms() {}

    /** @param namesAndValues in turn; empty values are left out */
    static ObjectNode fields(String... namesAndValues) {
        ObjectNode fields = Json.object();
        for (int i = 0; i + 1 < namesAndValues.length; i += 2) {
            if (!namesAndValues[i + 1].isEmpty()) {
                fields.put(namesAndValues[i], namesAndValues[i + 1]);
            }
        }
        return fields;
    }

    /** What was filled in of these fields. */
    static ObjectNode filled(ConsoleRequest request, List<String> names) {
        ObjectNode fields = Json.object();
        names.forEach(name -> request.filled(name).ifPresent(text -> fields.put(name, text)));
        return fields;
    }

    /** A form that was refused: beside the fields at fault what is wrong with them, else the whole problem. */
    static FormState explain(FormState inputs, Problem problem) {
        Map<String, String> wrong = new LinkedHashMap<>();
        for (FieldProblem field : problem.errors()) {
            wrong.putIfAbsent(field.field(), field.message());
        }
        boolean named = !wrong.isEmpty() && !wrong.containsKey("");
        return inputs.with(wrong, named ? "" : problem.words());
    }
}
