package org.wahook.testbed.protocol;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks at every state that a scenario can lead to, the nearest first. */
public final class Search {

    private final Scenario scenario;
    private final int mostStates;
    private final WorkerSteps workers;
    private final EnvironmentSteps environment;
    private final Properties properties;
    private final HashSetOfLongs seen = new HashSetOfLongs();
    private final ArrayDeque<Visited> queue = new ArrayDeque<>();
    private final List<String> labels = new ArrayList<>();
    private final Map<String, Integer> labelNumbers = new HashMap<>();

    /** For each state the one before it and the step between, for the trace. */
    private int[] before = new int[1024];

    private int[] steps = new int[1024];
    private int states;

    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    private record Visited(int number, byte[] bytes) {}

    /**
     * What a search found.
     *
     * @param trace the steps to the violation
     * @param complete false where it ended for the number of states
     */
    public record Result(int states, Optional<Violation> violation, List<String> trace, boolean complete) {

        @Override
        public String toString() {
            return violation
                    .map(found -> found.words() + ", after:\n  " + String.join("\n  ", trace))
                    .orElse("no violation in %d states%s".formatted(states, complete ? "" : ", not all of them"));
        }
    }

    private Search(Scenario scenario, int mostStates) {
        this.scenario = scenario;
        this.mostStates = mostStates;
        this.workers = new WorkerSteps(scenario);
        this.environment = new EnvironmentSteps(scenario);
        this.properties = new Properties(scenario);
    }

    public static Result run(Scenario scenario, int mostStates) {
        return new Search(scenario, mostStates).run();
    }

    private Result run() {
        add(State.initial(scenario), -1, "");
        while (!queue.isEmpty() && states < mostStates) {
            Visited visited = queue.remove();
            Transitions transitions = new Transitions(State.of(visited.bytes()));
            for (int worker = 0; worker < scenario.workers(); worker++) {
                workers.expand(State.of(visited.bytes()), worker, transitions);
            }
            environment.expand(State.of(visited.bytes()), transitions);
            for (Transitions.Step step : transitions.steps()) {
                properties.check(step.next());
                Optional<Violation> violation = step.next().violation();
                if (violation.isPresent()) {
                    return new Result(states, violation, trace(visited.number(), step.label()), true);
                }
                add(step.next(), visited.number(), step.label());
            }
        }
        return new Result(states, Optional.empty(), List.of(), queue.isEmpty());
    }

    private void add(State state, int from, String label) {
        Canonical.make(state);
        if (!seen.add(state.hash())) {
            return;
        }
        if (states == before.length) {
            before = Arrays.copyOf(before, 2 * states);
            steps = Arrays.copyOf(steps, 2 * states);
        }
        before[states] = from;
        steps[states] = labelNumbers.computeIfAbsent(label, it -> {
            labels.add(it);
            return labels.size() - 1;
        });
        queue.add(new Visited(states, state.b));
        states++;
    }

    private List<String> trace(int last, String label) {
        List<String> trace = new ArrayList<>(List.of(label));
        for (int at = last; before[at] >= 0; at = before[at]) {
            trace.add(labels.get(steps[at]));
        }
        Collections.reverse(trace);
        return trace;
    }
}
