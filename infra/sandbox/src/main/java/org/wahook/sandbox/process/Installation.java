package org.wahook.sandbox.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.wahook.testbed.FreePort;

/** The services of this checkout for one run: where their neighbours are, and one folder for their logs. */
public final class Installation {

    public static final String APP_SECRET = "the-app-secret-of-this-run";

    private static final String LOCAL = "127.0.0.1";

    private final Path home;
    private final Path logs;
    private final Map<String, String> both;

    /** The URLs of what the services talk to. */
    public record Neighbours(String database, String rabbit, String graph, String responseApi) {}

    /**
     * @param home the checkout
     * @param name of the folder below {@code .dev} that gets the logs
     * @param settings of both services, over the contract's defaults
     */
    public Installation(Path home, String name, Neighbours neighbours, Map<String, String> settings) {
        this.home = home;
        this.logs = home.resolve(".dev").resolve(name);
        Map<String, String> variables = new HashMap<>();
        variables.put("DATABASE_URL", neighbours.database());
        variables.put("RABBITMQ_URL", neighbours.rabbit());
        variables.put("GRAPH_API_BASE_URL", neighbours.graph());
        variables.put("RESPONSE_API_BASE_URL", neighbours.responseApi());
        variables.put("OUTGOING_ALLOWED", "127.0.0.0/8");
        variables.put("FACEBOOK_APP_SECRET", APP_SECRET);
        variables.put("HOST", LOCAL);
        variables.put("MANAGEMENT_HOST", LOCAL);
        variables.putAll(settings);
        this.both = Map.copyOf(variables);
        makeFolder();
    }

    /** Where logs go. */
    public Path logs() {
        return logs;
    }

    /** Starts ingest with its webhook listener on this port; returns at once. */
    public LaunchedService startIngest(int port, List<String> jvmOptions) {
        return start("ingest-service", "ingest", Map.of("PORT", String.valueOf(port)), jvmOptions);
    }

    /**
     * Starts a worker; returns at once.
     *
     * @param number tells its log from those of the other workers
     */
    public LaunchedService startWorker(int number, List<String> jvmOptions) {
        return start("worker-service", "worker-" + number, Map.of(), jvmOptions);
    }

    private LaunchedService start(String service, String log, Map<String, String> more, List<String> jvmOptions) {
        Map<String, String> environment = new HashMap<>(both);
        environment.putAll(more);
        environment.put("MANAGEMENT_PORT", String.valueOf(FreePort.next()));
        ServiceJar jar = ServiceJar.of(service, home, environment, logs.resolve(log + ".log"));
        return LaunchedService.start(jar.withJvmOptions(jvmOptions));
    }

    private void makeFolder() {
        try {
            Files.createDirectories(logs);
        } catch (IOException e) {
            throw new UncheckedIOException("the folder for the logs can't be made: " + logs, e);
        }
    }
}
