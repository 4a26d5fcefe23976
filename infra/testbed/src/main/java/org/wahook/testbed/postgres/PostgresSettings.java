package org.wahook.testbed.postgres;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The server settings both engines start with; everything else is PostgreSQL's default, fsync included. */
final class PostgresSettings {
    private PostgresSettings() {}

    /** What it takes to make a password's hash: by each connection, on both sides. */
    enum Logins {
        /** 4096 rounds of SHA-256: some 20 ms of a JVM whose code is compiled once. */
        AS_DELIVERED(4096),

        /** Tests open thousands of connections. */
        QUICK(1);

        private final int rounds;

        Logins(int rounds) {
            this.rounds = rounds;
        }

        /** For {@code initdb}, before it makes the first user. */
        String argument() {
            return "--set=scram_iterations=" + rounds;
        }
    }

    static List<String> arguments() {
        return arguments(Map.of("max_connections", "300", "shared_buffers", "256MB"));
    }

    static List<String> arguments(Map<String, String> settings) {
        return settings.entrySet().stream()
                .flatMap(s -> Stream.of("-c", s.getKey() + "=" + s.getValue()))
                .toList();
    }
}
