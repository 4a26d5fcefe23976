package org.wahook.platform.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Refuses the secrets of {@code .env.example}, which everybody knows, where others can reach the webhook. */
final class ExampleSecrets {

    /** What each of them begins with. */
    private static final String MARK = "localonly";

    private static final List<String> THIS_MACHINE = List.of("localhost", "::1", "[::1]");

    private ExampleSecrets() {}

    /**
     * A problem for each variable that holds one of them.
     *
     * @param address {@code WEBHOOK_ADDRESS}
     * @param texts what was read, by variable
     */
    static List<String> problems(Optional<String> address, Map<String, String> texts) {
        if (address.filter(ExampleSecrets::reachableByOthers).isEmpty()) {
            return List.of();
        }
        return texts.entrySet().stream()
                .filter(entry -> entry.getValue().contains(MARK))
                .map(entry -> ("%s holds a secret of .env.example, and WEBHOOK_ADDRESS lets others reach the webhook:"
                                + " expected a secret of your own (openssl rand -hex 24)")
                        .formatted(entry.getKey()))
                .toList();
    }

    private static boolean reachableByOthers(String address) {
        return !address.startsWith("127.") && !THIS_MACHINE.contains(address);
    }
}
