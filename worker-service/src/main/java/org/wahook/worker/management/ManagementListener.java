package org.wahook.worker.management;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.http.Context;
import io.javalin.util.JavalinException;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.wahook.platform.telemetry.Health;
import org.wahook.platform.telemetry.Metrics;

/** {@code /livez}, {@code /readyz} and {@code /metrics}: all the HTTP that a worker serves. */
public final class ManagementListener implements AutoCloseable {

    private static final int THREADS = 8;

    private final Javalin javalin;

    private ManagementListener(Javalin javalin) {
        this.javalin = javalin;
    }

    /** @throws IllegalStateException where the address can't be listened on */
    public static ManagementListener start(String host, int port, Health health, Metrics metrics) {
        Javalin javalin = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.startup.showOldJavalinVersionWarning = false;
            config.startup.startupWatcherEnabled = false;
            config.http.compressionStrategy = CompressionStrategy.NONE;
            config.jetty.threadPool = new QueuedThreadPool(THREADS, 2);
            config.jetty.modifyHttpConfiguration(http -> http.setSendServerVersion(false));
            config.routes.get("/livez", ctx -> ctx.contentType("text/plain").result("alive\n"));
            config.routes.get("/readyz", ctx -> ready(ctx, health));
            config.routes.get(
                    "/metrics", ctx -> ctx.contentType(Metrics.CONTENT_TYPE).result(metrics.scrape()));
        });
        try {
            return new ManagementListener(javalin.start(host, port));
        } catch (JavalinException e) {
            throw new IllegalStateException(
                    "the management listener can't listen on %s port %d".formatted(host, port), e);
        }
    }

    public int port() {
        return javalin.port();
    }

    private static void ready(Context ctx, Health health) {
        String report = health.report();
        ctx.status(health.ready() ? 200 : 503).contentType("text/plain").result(report);
    }

    @Override
    public void close() {
        javalin.stop();
    }
}
