package org.wahook.testbed;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.testcontainers.DockerClientFactory;

/** Where PostgreSQL and RabbitMQ run: in containers, or as processes of this machine. */
public enum Engine {
    DOCKER,
    NATIVE;

    /** What the variable {@code TESTBED} says; without it, Docker where an engine answers. */
    public static Engine choose() {
        return switch (System.getenv().getOrDefault("TESTBED", "").toLowerCase(Locale.ROOT)) {
            case "docker" -> DOCKER;
            case "native" -> NATIVE;
            case "" -> dockerAnswers() ? DOCKER : NATIVE;
            default -> throw new IllegalArgumentException("TESTBED must be docker or native");
        };
    }

    // Testcontainers takes seconds and logs stack traces to find out that there is no engine, so the two usual
    // signs of one are looked at first.
    private static boolean dockerAnswers() {
        boolean likely = System.getenv("DOCKER_HOST") != null || Files.exists(Path.of("/var/run/docker.sock"));
        return likely && DockerClientFactory.instance().isDockerAvailable();
    }
}
