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
 * Runs thousands of HTTP calls at a time. OkHttp does two things for each call that take longer the more calls there
 * are: it looks through all connections of its pool, with a lock on each, and keeps all timeouts of the process in one
 * sorted queue behind one lock. So there are several pools here, and one thread looks for overdue calls. A call takes
 * the first pool that has room: in quiet times all calls take the same pool and find its connections open.
 */
public final class HttpCalls implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(HttpCalls.class);
    private static final int CONNECTIONS_OF_A_POOL = 32;
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    /** Load balancers forget what was silent for four minutes. */
    private static final Duration KEPT_IDLE = Duration.ofMinutes(3);

    private final List<Pool> pools;
    private final AtomicInteger next = new AtomicInteger();
    private final Set<UnderWay> underWay = ConcurrentHashMap.newKeySet();
    private final Thread watch = Thread.ofVirtual().name("http-timeouts").start(this::cancelOverdue);

    /** Makes something of an answer while it is open. */
    public interface Reader<T> {
        T read(Response response) throws IOException;
    }

    private record Pool(OkHttpClient client, AtomicInteger calls) {
        boolean enter() {
            return calls.getAndUpdate(now -> now < CONNECTIONS_OF_A_POOL ? now + 1 : now) < CONNECTIONS_OF_A_POOL;
        }
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
        OkHttpClient once = OneRequest.of(settings);
        this.pools = Stream.generate(() -> new Pool(pooled(once), new AtomicInteger()))
                .limit(Math.ceilDiv(mostConnections, CONNECTIONS_OF_A_POOL))
                .toList();
    }

    private static OkHttpClient pooled(OkHttpClient settings) {
        return settings.newBuilder()
                .connectionPool(new ConnectionPool(CONNECTIONS_OF_A_POOL, KEPT_IDLE.toSeconds(), TimeUnit.SECONDS))
                .dispatcher(new Dispatcher())
                .build();
    }

    /**
     * What {@code reader} makes of the answer.
     *
     * @param timeout of all of it, until the answer is read
     * @throws InterruptedIOException when it took longer
     */
    public <T> T ask(Request request, Duration timeout, Reader<T> reader) throws IOException {
        Pool pool = enter();
        try {
            return ask(pool.client().newCall(request), timeout, reader);
        } finally {
            pool.calls().decrementAndGet();
        }
    }

    private <T> T ask(Call call, Duration timeout, Reader<T> reader) throws IOException {
        UnderWay mine = new UnderWay(call, timeout);
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

    /** The first pool with room; where all are full, more than its share goes to each in turn. */
    private Pool enter() {
        for (Pool pool : pools) {
            if (pool.enter()) {
                return pool;
            }
        }
        Pool pool = pools.get(Math.floorMod(next.getAndIncrement(), pools.size()));
        pool.calls().incrementAndGet();
        return pool;
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
        pools.forEach(pool -> {
            pool.client().dispatcher().cancelAll();
            pool.client().connectionPool().evictAll();
        });
    }
}
