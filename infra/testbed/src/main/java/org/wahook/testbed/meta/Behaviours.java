package org.wahook.testbed.meta;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** The exceptions a test asked for; the first that fits a request is taken. */
final class Behaviours {
    private final List<Rule> rules = new CopyOnWriteArrayList<>();

    void always(Predicate<SendRequest> when, GraphBehaviour what) {
        rules.add(new Rule(when, what, new AtomicInteger(Integer.MAX_VALUE)));
    }

    void times(int times, Predicate<SendRequest> when, GraphBehaviour what) {
        rules.add(new Rule(when, what, new AtomicInteger(times)));
    }

    void clear() {
        rules.clear();
    }

    Optional<GraphBehaviour> of(SendRequest request) {
        return rules.stream()
                .filter(rule -> rule.when.test(request) && rule.take())
                .findFirst()
                .map(Rule::what);
    }

    private record Rule(Predicate<SendRequest> when, GraphBehaviour what, AtomicInteger left) {
        boolean take() {
            return left.getAndUpdate(n -> n == 0 || n == Integer.MAX_VALUE ? n : n - 1) != 0;
        }
    }
}
