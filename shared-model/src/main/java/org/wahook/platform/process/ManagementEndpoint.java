package org.wahook.platform.process;

import java.util.List;
import java.util.function.Supplier;
import org.wahook.platform.telemetry.Health;
import org.wahook.platform.telemetry.Metrics;

/** A path of the management listener and what it answers to GET. Both services serve the same ones. */
public record ManagementEndpoint(String path, Supplier<Answer> answer) {

    public record Answer(int status, String contentType, String text) {}

    private static final String TEXT = "text/plain";

    static List<ManagementEndpoint> all(Health health, Metrics metrics) {
        return List.of(
                new ManagementEndpoint("/livez", () -> new Answer(200, TEXT, "alive\n")),
                new ManagementEndpoint("/readyz", () -> readiness(health)),
                new ManagementEndpoint("/metrics", () -> new Answer(200, Metrics.CONTENT_TYPE, metrics.scrape())));
    }

    /** Asked for once, so that the status and the text agree. */
    private static Answer readiness(Health health) {
        String report = health.report();
        return new Answer(report.startsWith("ready") ? 200 : 503, TEXT, report);
    }
}
