package org.wahook.testbed.postgres;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The server settings both engines start with; everything else is PostgreSQL's default, fsync included. */
final class PostgresSettings {
    private PostgresSettings() {}

    static List<String> arguments() {
        return arguments(Map.of("max_connections", "300", "shared_buffers", "256MB"));
    }

    static List<String> arguments(Map<String, String> settings) {
        return settings.entrySet().stream()
                .flatMap(s -> Stream.of("-c", s.getKey() + "=" + s.getValue()))
                .toList();
    }
}
