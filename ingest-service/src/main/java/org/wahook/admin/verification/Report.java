package org.wahook.admin.verification;

import java.util.List;
import java.util.stream.Stream;
import org.wahook.platform.json.Json;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What Meta said, step by step. */
public record Report(List<VerificationStep> steps) {

    public Report {
        steps = List.copyOf(steps);
    }

    /** Meta says that this token can't send for this number: the integration would not work. */
    public boolean hopeless() {
        return steps.stream()
                .anyMatch(step ->
                        step.name() == VerificationStep.Name.NUMBER && step.result() == VerificationStep.Result.FAILED);
    }

    Report and(VerificationStep... more) {
        return new Report(Stream.concat(steps.stream(), Stream.of(more)).toList());
    }

    public ObjectNode toJson() {
        ObjectNode json = Json.object().put("ok", steps.stream().allMatch(VerificationStep::isOk));
        ArrayNode list = json.putArray("steps");
        steps.forEach(step -> list.add(step.toJson()));
        return json;
    }
}
