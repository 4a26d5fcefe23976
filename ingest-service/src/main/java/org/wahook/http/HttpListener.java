package org.wahook.http;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.javalin.util.JavalinException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wahook.platform.process.Listener;
import org.wahook.platform.telemetry.ThrottledWarning;

/** One listener with its routes. Requests run on virtual threads; what they share is bounded by the routes. */
public final class HttpListener implements Listener, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(HttpListener.class);

    /** For Jetty's own work: accepting, selecting, timing. Requests run on virtual threads. */
    private static final int PLATFORM_THREADS = 16;

    /** Each connection has one request at a time, and some end while others begin. */
    private static final int VIRTUAL_THREADS_PER_CONNECTION = 2;

    private static final int MOST_HEADER_BYTES = 8 * 1024;

    /** Jetty's cache of a connection's headers takes 100 KB from the second request on: 4,000 would fill a small heap. */
    private static final int NO_HEADER_CACHE = 0;

    /** Connections that wait to be accepted. The kernel drops more, and their clients try again after a second. */
    private static final int ACCEPT_BACKLOG = 4096;

    /** Connections of addresses that open too many. Each has a file descriptor. */
    private static final int MOST_WAITING = 10_000;

    /** A client that reads nothing of its answer for so long is disconnected. {@link Connections} bounds the rest. */
    private static final Duration IDLE = Duration.ofSeconds(30);

    private static final Duration IDLE_WHEN_STOPPING = Duration.ofMillis(300);

    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

    private final String name;
    private final Javalin javalin;
    private final Connections connections;

    private HttpListener(String name, Javalin javalin, Connections connections) {
        this.name = name;
        this.javalin = javalin;
        this.connections = connections;
    }

    /**
     * Listens from now on.
     *
     * @throws IllegalStateException where the address can't be listened on
     */
    public static HttpListener start(
            String name,
            ListenAddress address,
            ListenerLimits limits,
            MeterRegistry meters,
            Consumer<JavalinDefaultRoutingApi> routes) {
        Connections connections = new Connections(name, limits, meters);
        RequestThreads requests = new RequestThreads(limits.connections() * VIRTUAL_THREADS_PER_CONNECTION);
        AcceptThrottle throttle = new AcceptThrottle(limits, connections::count, requests::tasks);
        ArrivalLimit<SocketChannel> arrivals = new ArrivalLimit<>(limits.arrivals(), MOST_WAITING);
        Gauge.builder("wahook.http.connections.waiting", arrivals, ArrivalLimit::waiting)
                .description("Connections that wait, accepted and unread, since their addresses open too many")
                .tag("listener", name)
                .register(meters);
        ThrottledWarning failures = new ThrottledWarning(log, "A request to the " + name + " listener failed");
        Javalin javalin = Javalin.create(config -> {
            keepQuiet(config);
            config.router.ignoreTrailingSlashes = false;
            config.concurrency.useVirtualThreads = true;
            config.jetty.threadPool = threads(name, requests);
            config.jetty.modifyServer(HttpListener::handle);
            config.jetty.modifyHttpConfiguration(HttpListener::limit);
            config.jetty.addConnector(
                    (server, http) -> connector(server, http, address, connections, throttle, arrivals));
            config.routes.exception(HttpResponseException.class, (e, ctx) -> refuse(ctx, e.getStatus()));
            config.routes.exception(Exception.class, (e, ctx) -> fail(e, ctx, failures));
            routes.accept(config.routes);
        });
        try {
            javalin.start();
        } catch (JavalinException e) {
            connections.close();
            throw new IllegalStateException("the %s listener can't listen on %s".formatted(name, address), e);
        }
        return new HttpListener(name, javalin, connections);
    }

    /**
     * The same without metrics.
     *
     * @throws IllegalStateException where the address can't be listened on
     */
    public static HttpListener start(
            String name, ListenAddress address, ListenerLimits limits, Consumer<JavalinDefaultRoutingApi> routes) {
        return start(name, address, limits, new SimpleMeterRegistry(), routes);
    }

    @Override
    public int port() {
        return javalin.port();
    }

    @Override
    public void stop(Duration limit) {
        javalin.jettyServer().server().setStopTimeout(Math.max(1, limit.toMillis()));
        try {
            javalin.stop();
        } catch (JavalinException e) {
            log.warn("The {} listener gave up requests in flight: {}", name, e.getMessage());
        } finally {
            connections.close();
        }
    }

    /** {@link #stop} for a listener that is stopped alone. */
    @Override
    public void close() {
        stop(STOP_LIMIT);
    }

    private static void keepQuiet(JavalinConfig config) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.http.compressionStrategy = CompressionStrategy.NONE;
        config.http.generateEtags = false;
    }

    private static QueuedThreadPool threads(String name, RequestThreads requests) {
        QueuedThreadPool threads = new QueuedThreadPool(PLATFORM_THREADS, 4);
        threads.setName(name);
        requests.setName(name + "-request");
        threads.setVirtualThreadsExecutor(requests);
        return threads;
    }

    private static void handle(Server server) {
        server.insertHandler(new RefusingWhenStopping());
        server.insertHandler(new RequestStart());
        server.setErrorHandler(new EmptyErrorHandler());
    }

    private static void limit(HttpConfiguration http) {
        http.setSendServerVersion(false);
        http.setSendXPoweredBy(false);
        http.setRequestHeaderSize(MOST_HEADER_BYTES);
        http.setHeaderCacheSize(NO_HEADER_CACHE);
        http.setIdleTimeout(IDLE.toMillis());
    }

    private static ServerConnector connector(
            Server server,
            HttpConfiguration http,
            ListenAddress address,
            Connections connections,
            AcceptThrottle throttle,
            ArrivalLimit<SocketChannel> arrivals) {
        ServerConnector connector =
                new LimitedConnector(server, new HttpConnectionFactory(http), connections, throttle, arrivals);
        connector.setHost(address.host());
        connector.setPort(address.port());
        connector.setAcceptQueueSize(ACCEPT_BACKLOG);
        connector.setIdleTimeout(IDLE.toMillis());
        connector.setShutdownIdleTimeout(IDLE_WHEN_STOPPING.toMillis());
        return connector;
    }

    /** Javalin's own answer would carry a link to its documentation. */
    private static void refuse(Context ctx, int status) {
        ctx.status(status).result("");
    }

    private static void fail(Exception e, Context ctx, ThrottledWarning failures) {
        if (e instanceof HttpException broken) {
            refuse(ctx, broken.getCode());
            return;
        }
        failures.say(ctx.method() + " " + ctx.path(), e);
        refuse(ctx, 500);
    }
}
