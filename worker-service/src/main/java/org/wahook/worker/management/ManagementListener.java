package org.wahook.worker.management;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.http.Context;
import io.javalin.util.JavalinException;
import java.time.Duration;
import java.util.List;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.wahook.platform.process.Listener;
import org.wahook.platform.process.ManagementEndpoint;

/** {@code /livez}, {@code /readyz} and {@code /metrics}: all the HTTP that a worker serves. */
public final class ManagementListener implements Listener {

    private static final int THREADS = 8;

    private final Javalin javalin;

    private ManagementListener(Javalin javalin) {
        this.javalin = javalin;
    }

    /** @throws IllegalStateException where the address can't be listened on */
    public static ManagementListener start(String host, int port, List<ManagementEndpoint> endpoints) {
        Javalin javalin = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.startup.showOldJavalinVersionWarning = false;
            config.startup.startupWatcherEnabled = false;
            config.http.compressionStrategy = CompressionStrategy.NONE;
            config.jetty.threadPool = new QueuedThreadPool(THREADS, 2);
            config.jetty.modifyHttpConfiguration(http -> http.setSendServerVersion(false));
            endpoints.forEach(it ->
                    config.routes.get(it.path(), ctx -> write(ctx, it.answer().get())));
        });
        try {
            return new ManagementListener(javalin.start(host, port));
        } catch (JavalinException e) {
            throw new IllegalStateException(
                    "the management listener can't listen on %s port %d".formatted(host, port), e);
        }
    }

    @Override
    public int port() {
        return javalin.port();
    }

    private static void write(Context ctx, ManagementEndpoint.Answer answer) {
        ctx.status(answer.status()).contentType(answer.contentType()).result(answer.text());
    }

    /** At once: nobody waits for an answer of health or metrics. */
    @Override
    public void stop(Duration limit) {
        javalin.stop();
    }
}
