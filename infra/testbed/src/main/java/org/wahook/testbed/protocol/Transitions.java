package org.wahook.testbed.protocol;

import java.util.ArrayList;
import java.util.List;

/** Collects the states that one step leads to. */
final class Transitions {

    /** @param label what happened, for the trace of a violation */
    record Step(String label, State next) {}

    private final State from;
    private final List<Step> steps = new ArrayList<>();

    Transitions(State from) {
        this.from = from;
    }

    /** A state that the caller changes. */
    State go(String label) {
        State next = from.copy();
        steps.add(new Step(label, next));
        return next;
    }

    List<Step> steps() {
        return steps;
    }
}
