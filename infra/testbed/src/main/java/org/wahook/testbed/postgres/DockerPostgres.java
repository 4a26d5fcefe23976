package org.wahook.testbed.postgres;

import java.util.List;
import java.util.stream.Stream;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;
import org.wahook.testbed.FreePort;
import org.wahook.testbed.process.StartUp;

/** PostgreSQL in a container. */
final class DockerPostgres implements PostgresServer {
    private static final DockerImageName IMAGE = DockerImageName.parse("postgres:18");
    private final int port = FreePort.next();
    private final GenericContainer<?> container = new GenericContainer<>(IMAGE);

    /** Its logins are as delivered: initdb of an older image would not know the setting. */
    DockerPostgres() {
        container.withEnv("POSTGRES_USER", USER).withEnv("POSTGRES_PASSWORD", PASSWORD);
        // Else the image makes one that is called like the user, and TestPostgres finds its own name taken.
        container.withEnv("POSTGRES_DB", "postgres");
        List<String> command = Stream.concat(Stream.of("postgres"), PostgresSettings.arguments().stream())
                .toList();
        container.withCommand(command.toArray(String[]::new));
        // A fixed port: Docker gives a random one anew at every start of the container.
        container.setPortBindings(List.of("127.0.0.1:%d:5432".formatted(port)));
        container.start();
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void crash() {
        container.getDockerClient().killContainerCmd(container.getContainerId()).exec();
    }

    @Override
    public void startAgain() {
        container
                .getDockerClient()
                .startContainerCmd(container.getContainerId())
                .exec();
    }

    @Override
    public void freeze() {
        container
                .getDockerClient()
                .pauseContainerCmd(container.getContainerId())
                .exec();
    }

    @Override
    public void thaw() {
        container
                .getDockerClient()
                .unpauseContainerCmd(container.getContainerId())
                .exec();
    }

    @Override
    public boolean isAlive() {
        return container.isRunning();
    }

    @Override
    public String lastLines() {
        return StartUp.tail(container.getLogs());
    }

    @Override
    public void close() {
        container.close();
    }
}
