package org.wahook.http;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.router.JavalinDefaultRoutingApi;
import io.javalin.util.JavalinException;
import java.time.Duration;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One listener with its routes. Requests run on virtual threads; what they share is bounded by the routes. */
public final class HttpListener implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(HttpListener.class);

    /** Jetty's own work: accepting, selecting, timing. Requests don't run on these. */
    private static final int PLATFORM_THREADS = 16;

    /** Many more than the requests that are let in, so that a refusal can still be said. */
    private static final int MOST_VIRTUAL_THREADS = 8192;

    private static final int MOST_HEADER_BYTES = 16 * 1024;
    private static final int ACCEPT_BACKLOG = 1024;

    /** A connection on which nothing moves, within a request or between two, ends after this. */
    private static final Duration IDLE = Duration.ofSeconds(30);

    private static final Duration IDLE_WHEN_STOPPING = Duration.ofMillis(300);

    private final String name;
    private final Javalin javalin;

    private HttpListener(String name, Javalin javalin) {
        this.name = name;
        this.javalin = javalin;
    }

    /**
     * Listens from now on.
     *
     * @param stopLimit how long {@link #close} waits for requests in flight
     * @throws IllegalStateException where the address can't be listened on
     */
    public static HttpListener start(
            String name, ListenAddress address, Duration stopLimit, Consumer<JavalinDefaultRoutingApi> routes) {
        Javalin javalin = Javalin.create(config -> {
            keepQuiet(config);
            config.router.ignoreTrailingSlashes = false;
            config.concurrency.useVirtualThreads = true;
            config.jetty.threadPool = threads(name);
            config.jetty.modifyServer(server -> stopGracefully(server, stopLimit));
            config.jetty.modifyHttpConfiguration(HttpListener::limit);
            config.jetty.addConnector((server, http) -> connector(server, http, address));
            config.routes.exception(HttpResponseException.class, (e, ctx) -> refuse(ctx, e.getStatus()));
            config.routes.exception(Exception.class, HttpListener::fail);
            routes.accept(config.routes);
        });
        try {
            javalin.start();
        } catch (JavalinException e) {
            throw new IllegalStateException("the %s listener can't listen on %s".formatted(name, address), e);
        }
        return new HttpListener(name, javalin);
    }

    /** The port that it listens on, also where the configuration said 0. */
    public int port() {
        return javalin.port();
    }

    /** Takes no new requests, lets those in flight finish, and closes the connections. */
    @Override
    public void close() {
        try {
            javalin.stop();
        } catch (JavalinException e) {
            log.warn("The {} listener gave up requests in flight: {}", name, e.getMessage());
        }
    }

    private static void keepQuiet(JavalinConfig config) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.http.compressionStrategy = CompressionStrategy.NONE;
        config.http.generateEtags = false;
    }

    private static QueuedThreadPool threads(String name) {
        QueuedThreadPool threads = new QueuedThreadPool(PLATFORM_THREADS, 4);
        threads.setName(name);
        VirtualThreadPool virtual = new VirtualThreadPool(MOST_VIRTUAL_THREADS);
        virtual.setName(name + "-request");
        threads.setVirtualThreadsExecutor(virtual);
        return threads;
    }

    private static void stopGracefully(Server server, Duration stopLimit) {
        server.setStopTimeout(stopLimit.toMillis());
        server.insertHandler(new RefusingWhenStopping());
        server.setErrorHandler(new EmptyErrorHandler());
    }

    private static void limit(HttpConfiguration http) {
        http.setSendServerVersion(false);
        http.setSendXPoweredBy(false);
        http.setRequestHeaderSize(MOST_HEADER_BYTES);
        http.setIdleTimeout(IDLE.toMillis());
    }

    private static ServerConnector connector(Server server, HttpConfiguration http, ListenAddress address) {
        ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
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

    private static void fail(Exception e, Context ctx) {
        if (e instanceof HttpException broken) {
            refuse(ctx, broken.getCode());
            return;
        }
        log.error("A {} of {} failed", ctx.method(), ctx.path(), e);
        refuse(ctx, 500);
    }
}
