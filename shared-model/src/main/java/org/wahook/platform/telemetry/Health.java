package org.wahook.platform.telemetry;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** Whether the service can do its work now: not before there is a part, and then each says which problem it has, if any. */
public final class Health {

    private final Map<String, Supplier<Optional<String>>> parts = new ConcurrentHashMap<>();
    private final AtomicBoolean stopping = new AtomicBoolean();

    public void watch(String part, Supplier<Optional<String>> problem) {
        parts.put(part, problem);
    }

    /** From now on not ready: the service takes no new work. */
    public void stopping() {
        stopping.set(true);
    }

    /** The problem of each part that has one; empty when ready. */
    public Map<String, String> problems() {
        Map<String, String> problems = new LinkedHashMap<>();
        if (stopping.get()) {
            problems.put("service", "shutting down");
        } else if (parts.isEmpty()) {
            // The management listener may answer before the rest has been built.
            problems.put("service", "starting");
        }
        parts.forEach((part, problem) -> problem.get().ifPresent(what -> problems.put(part, what)));
        return problems;
    }

    public boolean ready() {
        return problems().isEmpty();
    }

    /** What {@code /readyz} says: {@code ready}, or a line for each problem. */
    public String report() {
        Map<String, String> problems = problems();
        if (problems.isEmpty()) {
            return "ready\n";
        }
        StringBuilder report = new StringBuilder("not ready\n");
        problems.forEach(
                (part, what) -> report.append(part).append(": ").append(what).append('\n'));
        return report.toString();
    }
}
