package org.wahook.worker.http;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import okhttp3.Request;

/**
 * Calls in turn by several clients with a connection pool each. OkHttp looks through all connections of a pool, with a
 * lock on each, for every call that begins or ends: one pool with 500 of them took more time than the calls.
 */
public final class HttpCalls implements AutoCloseable {

    private static final int CONNECTIONS_OF_A_POOL = 32;

    private final List<OkHttpClient> clients;
    private final AtomicInteger next = new AtomicInteger();

    /**
     * @param settings of all clients
     * @param mostConnections idle connections worth keeping, in all
     */
    public HttpCalls(OkHttpClient settings, int mostConnections) {
        int pools = Math.ceilDiv(mostConnections, CONNECTIONS_OF_A_POOL);
        this.clients = Stream.generate(() -> settings.newBuilder()
                        .connectionPool(new ConnectionPool(CONNECTIONS_OF_A_POOL, 1, TimeUnit.MINUTES))
                        .dispatcher(new Dispatcher())
                        .build())
                .limit(pools)
                .toList();
    }

    /** Not executed yet. */
    public Call call(Request request) {
        return clients.get(Math.floorMod(next.getAndIncrement(), clients.size()))
                .newCall(request);
    }

    @Override
    public void close() {
        clients.forEach(client -> {
            client.dispatcher().cancelAll();
            client.connectionPool().evictAll();
        });
    }
}
