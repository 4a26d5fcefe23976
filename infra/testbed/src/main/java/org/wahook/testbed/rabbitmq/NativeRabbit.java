package org.wahook.testbed.rabbitmq;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.wahook.testbed.process.AtExit;
import org.wahook.testbed.process.Command;
import org.wahook.testbed.process.ProcessTree;
import org.wahook.testbed.process.StartUp;
import org.wahook.testbed.process.TemporaryFolder;

/** A private node of the system's RabbitMQ, as child processes of this JVM. */
final class NativeRabbit implements RabbitServer {
    private static final Duration CONTROL_LIMIT = Duration.ofSeconds(90);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
    private final RabbitPrograms programs = RabbitPrograms.find();
    private final TemporaryFolder folder = TemporaryFolder.create("wahook-rabbitmq-");
    private final NodeSettings settings;
    private @Nullable ProcessTree portMapper;
    private @Nullable ProcessTree node;
    private boolean closed;

    NativeRabbit(NodeSettings.Fellowship fellowship, NodeSettings.Log log) {
        settings = NodeSettings.write(folder, fellowship, log);
        AtExit.close(this);
        synchronized (this) {
            launch();
        }
    }

    String nodeName() {
        return settings.nodeName();
    }

    @Override
    public int amqpPort() {
        return settings.amqp();
    }

    @Override
    public int managementPort() {
        return settings.management();
    }

    @Override
    public int prometheusPort() {
        return settings.prometheus();
    }

    @Override
    public synchronized void kill() {
        if (node != null) {
            node.kill();
        }
    }

    @Override
    public synchronized void stop() {
        if (node != null && node.isAlive()) {
            node.end("TERM", STOP_LIMIT);
        }
    }

    @Override
    public synchronized void startAgain() {
        if (!closed && node != null && !node.isAlive()) {
            launch();
        }
    }

    @Override
    public synchronized void freeze() {
        if (node != null) {
            node.freeze();
        }
    }

    @Override
    public synchronized void thaw() {
        if (node != null) {
            node.thaw();
        }
    }

    @Override
    public String control(String... arguments) {
        List<String> words = Stream.concat(Stream.of(programs.control().toString()), Stream.of(arguments))
                .toList();
        return new Command(words, settings.environment()).run(CONTROL_LIMIT);
    }

    @Override
    public synchronized boolean isAlive() {
        return node != null && node.isAlive();
    }

    /** What it said before it had a log, and its log. */
    @Override
    public String lastLines() {
        return StartUp.tail(log("rabbitmq-server")) + "\n" + StartUp.tail(settings.log());
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        // The data is thrown away, so the 6 s of an orderly shutdown would gain nothing.
        kill();
        if (portMapper != null) {
            portMapper.kill();
        }
        folder.close();
        AtExit.forget(this);
    }

    private void launch() {
        if (closed) {
            throw new IllegalStateException("Closed while starting");
        }
        Map<String, String> environment = settings.environment();
        if (portMapper == null || !portMapper.isAlive()) {
            // Erlang would start a port mapper by itself, as a daemon that outlives everything; it finds ours instead.
            portMapper = ProcessTree.of(
                    new Command(List.of(RabbitPrograms.portMapper().toString()), environment).start(log("epmd")));
        }
        node = ProcessTree.of(
                new Command(List.of(programs.server().toString()), environment).start(log("rabbitmq-server")));
    }

    private Path log(String name) {
        return folder.path().resolve(name + ".txt");
    }

    @Override
    public String toString() {
        return "RabbitMQ in " + folder.path();
    }
}
