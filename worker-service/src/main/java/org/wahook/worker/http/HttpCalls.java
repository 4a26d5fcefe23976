package org.wahook.worker.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Thousands of calls at a time, and what OkHttp does for each of them that takes longer the more there are: it looks
 * through all connections of its pool, with a lock on each, and keeps all timeouts of the process in one sorted queue
 * behind one lock. So there are several pools here, used in turn, and one look at all calls now and then.
 */
public final class HttpCalls implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(HttpCalls.class);
    private static final int CONNECTIONS_OF_A_POOL = 32;
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    private final List<OkHttpClient> clients;
    private final AtomicInteger next = new AtomicInteger();
    private final Set<UnderWay> underWay = ConcurrentHashMap.newKeySet();
    private final Thread watch = Thread.ofVirtual().name("http-timeouts").start(this::cancelOverdue);

    /** Makes something of an answer while it is open. */
    public interface Reader<T> {
        T read(Response response) throws IOException;
    }

    /** Equal to itself alone. */
    private static final class UnderWay {
        private final Call call;
        private final long deadline;
        private volatile boolean overdue;

        private UnderWay(Call call, Duration timeout) {
            this.call = call;
            this.deadline = System.nanoTime() + timeout.toNanos();
        }
    }

    /**
     * @param settings of all clients, without timeouts but for the one of connecting
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

    /**
     * What {@code reader} makes of the answer.
     *
     * @param timeout of all of it, until the answer is read
     * @throws InterruptedIOException when it took longer
     */
    public <T> T ask(Request request, Duration timeout, Reader<T> reader) throws IOException {
        UnderWay mine = new UnderWay(client().newCall(request), timeout);
        underWay.add(mine);
        try (Response response = mine.call.execute()) {
            return reader.read(response);
        } catch (IOException e) {
            if (!mine.overdue) {
                throw e;
            }
            InterruptedIOException late = new InterruptedIOException("no answer within " + timeout);
            late.initCause(e);
            throw late;
        } finally {
            underWay.remove(mine);
        }
    }

    private OkHttpClient client() {
        return clients.get(Math.floorMod(next.getAndIncrement(), clients.size()));
    }

    private void cancelOverdue() {
        try {
            while (true) {
                Thread.sleep(LOOK_EVERY);
                long now = System.nanoTime();
                underWay.stream()
                        .filter(one -> !one.overdue && now - one.deadline >= 0)
                        .forEach(HttpCalls::cancel);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void cancel(UnderWay one) {
        one.overdue = true;
        try {
            one.call.cancel();
        } catch (RuntimeException e) {
            log.error("an overdue call could not be cancelled in good order", e);
        }
    }

    @Override
    public void close() {
        watch.interrupt();
        clients.forEach(client -> {
            client.dispatcher().cancelAll();
            client.connectionPool().evictAll();
        });
    }
}
