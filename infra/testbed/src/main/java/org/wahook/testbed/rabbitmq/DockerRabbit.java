package org.wahook.testbed.rabbitmq;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;
import org.wahook.testbed.FreePort;
import org.wahook.testbed.process.StartUp;

/** RabbitMQ in a container. */
final class DockerRabbit implements RabbitServer {
    private static final DockerImageName IMAGE = DockerImageName.parse("rabbitmq:4-management");
    private static final int STOP_SECONDS = 30;
    private final int amqp = FreePort.next();
    private final int management = FreePort.next();
    private final int prometheus = FreePort.next();
    private final GenericContainer<?> container = new GenericContainer<>(IMAGE);

    DockerRabbit() {
        container.withEnv("RABBITMQ_DEFAULT_USER", USER).withEnv("RABBITMQ_DEFAULT_PASS", PASSWORD);
        // Fixed ports: Docker gives random ones anew at every start of the container.
        container.setPortBindings(List.of(binding(amqp, 5672), binding(management, 15672), binding(prometheus, 15692)));
        container.waitingFor(
                Wait.forLogMessage(".*Server startup complete.*", 1).withStartupTimeout(Duration.ofMinutes(2)));
        container.start();
    }

    private static String binding(int outside, int inside) {
        return "127.0.0.1:%d:%d".formatted(outside, inside);
    }

    @Override
    public int amqpPort() {
        return amqp;
    }

    @Override
    public int managementPort() {
        return management;
    }

    @Override
    public int prometheusPort() {
        return prometheus;
    }

    @Override
    public void kill() {
        container.getDockerClient().killContainerCmd(id()).exec();
    }

    @Override
    public void stop() {
        container
                .getDockerClient()
                .stopContainerCmd(id())
                .withTimeout(STOP_SECONDS)
                .exec();
    }

    @Override
    public void startAgain() {
        container.getDockerClient().startContainerCmd(id()).exec();
    }

    @Override
    public void freeze() {
        container.getDockerClient().pauseContainerCmd(id()).exec();
    }

    @Override
    public void thaw() {
        container.getDockerClient().unpauseContainerCmd(id()).exec();
    }

    @Override
    public String control(String... arguments) {
        String[] words =
                Stream.concat(Stream.of("rabbitmqctl"), Stream.of(arguments)).toArray(String[]::new);
        try {
            ExecResult result = container.execInContainer(words);
            if (result.getExitCode() != 0) {
                throw new IllegalStateException("rabbitmqctl ended with " + result);
            }
            return result.getStdout();
        } catch (IOException e) {
            throw new UncheckedIOException("rabbitmqctl", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted: rabbitmqctl", e);
        }
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

    private String id() {
        return container.getContainerId();
    }
}
