package org.wahook.platform.config;

import java.util.List;

/** Refuses the secrets of {@code .env.example}, which everybody knows, where others can reach the webhook. */
public final class ExampleSecrets {

    /** What each of them begins with. */
    static final String MARK = "localonly";

    private static final List<String> THIS_MACHINE = List.of("localhost", "::1", "[::1]");

    private ExampleSecrets() {}

    /** Reports each variable read so far that holds one of them; to be called when all have been read. */
    public static void refuse(Environment environment) {
        var address = environment.readOptional(CommonSettings.WEBHOOK_ADDRESS);
        if (address.get().filter(ExampleSecrets::reachableByOthers).isEmpty()) {
            return;
        }
        environment
                .namesOfThoseWith(MARK)
                .forEach(name -> environment.problem(
                        name,
                        "holds a secret of .env.example, and WEBHOOK_ADDRESS lets others reach the webhook:"
                                + " expected a secret of your own (openssl rand -hex 24)"));
    }

    private static boolean reachableByOthers(String address) {
        return !address.startsWith("127.") && !THIS_MACHINE.contains(address);
    }
}
