package org.wahook.http.management;

import io.javalin.http.Context;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import org.wahook.http.HttpListener;
import org.wahook.http.ListenAddress;
import org.wahook.http.ListenerLimits;
import org.wahook.platform.process.ManagementEndpoint;

/** {@code /livez}, {@code /readyz} and {@code /metrics}, on a listener of their own. */
public final class ManagementRoutes {

    private static final ListenerLimits LIMITS = ListenerLimits.of(256, 1024 * 1024);

    private ManagementRoutes() {}

    public static HttpListener listen(ListenAddress address, List<ManagementEndpoint> endpoints, MeterRegistry meters) {
        return HttpListener.start("management", address, LIMITS, meters, routes -> addTo(routes, endpoints));
    }

    private static void addTo(JavalinDefaultRoutingApi routes, List<ManagementEndpoint> endpoints) {
        endpoints.forEach(
                it -> routes.get(it.path(), ctx -> write(ctx, it.answer().get())));
    }

    private static void write(Context ctx, ManagementEndpoint.Answer answer) {
        ctx.status(answer.status()).contentType(answer.contentType()).result(answer.text());
    }
}
