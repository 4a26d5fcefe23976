package org.wahook.testbed.http;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.wahook.testbed.FreePort;

/** An HTTP server with one virtual thread a request, so that thousands of slow answers cost little. */
public final class LocalHttpServer implements AutoCloseable {
    private static final int BACKLOG = 8_192;

    static {
        // Read once, when the JDK's server is loaded. Without the first, each answer waits 40 ms for an ACK; the
        // second keeps more than the default 200 connections alive between requests.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.maxIdleConnections", "20000");
        System.setProperty("sun.net.httpserver.idleInterval", "300");
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private LocalHttpServer(InetSocketAddress address, HttpHandler handler) {
        try {
            server = HttpServer.create(address, BACKLOG);
        } catch (IOException e) {
            throw new UncheckedIOException("Port " + address.getPort(), e);
        }
        server.setExecutor(threads);
        server.createContext("/", handler);
        server.start();
    }

    /** Starts a server on a free port of 127.0.0.1 that gives every request to this handler. */
    public static LocalHttpServer start(HttpHandler handler) {
        return new LocalHttpServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), FreePort.next()), handler);
    }

    /** Starts one on this port of every address, for callers in other containers. */
    public static LocalHttpServer startForOthers(int port, HttpHandler handler) {
        return new LocalHttpServer(new InetSocketAddress(port), handler);
    }

    /** {@code http://127.0.0.1:port} */
    public String baseUrl() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Closes every connection and interrupts what is still being answered. */
    @Override
    public void close() {
        threads.shutdownNow();
        server.stop(0);
    }
}
