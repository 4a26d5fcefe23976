package org.wahook.http.management;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import org.wahook.http.HttpListener;
import org.wahook.http.ListenAddress;
import org.wahook.http.ListenerLimits;
import org.wahook.platform.telemetry.Health;
import org.wahook.platform.telemetry.Metrics;

/** {@code /livez}, {@code /readyz} and {@code /metrics}. */
public final class ManagementRoutes {

    private static final ListenerLimits LIMITS = ListenerLimits.of(256, 1024 * 1024);

    private final Health health;
    private final Metrics metrics;

    public ManagementRoutes(Health health, Metrics metrics) {
        this.health = health;
        this.metrics = metrics;
    }

    /** A listener with these routes alone. */
    public static HttpListener listen(ListenAddress address, ManagementRoutes routes, Metrics metrics) {
        return HttpListener.start("management", address, LIMITS, metrics.registry(), routes::addTo);
    }

    public void addTo(JavalinDefaultRoutingApi routes) {
        routes.get("/livez", ctx -> ctx.contentType("text/plain").result("alive\n"));
        routes.get("/readyz", this::ready);
        routes.get("/metrics", ctx -> ctx.contentType(Metrics.CONTENT_TYPE).result(metrics.scrape()));
    }

    private void ready(Context ctx) {
        // Asked for once, so that the status and the text agree.
        String report = health.report();
        ctx.status(report.startsWith("ready") ? 200 : 503)
                .contentType("text/plain")
                .result(report);
    }
}
