package org.wahook.sandbox.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Posts on many connections at once, each on a virtual thread of its own, and counts what was answered with 200. */
public final class HttpLoad {

    private static final int OK = 200;

    private final URI url;
    private final int connections;
    private final LongFunction<byte[]> requests;
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong posts = new AtomicLong();
    private final AtomicReference<@Nullable IOException> broken = new AtomicReference<>();

    /**
     * What came of it.
     *
     * @param refused everything but 200
     * @param posts all of them, those before the window too
     */
    public record Result(double perSecond, Samples latencies, long refused, long posts) {}

    /** @param requests the request with this running number */
    public HttpLoad(URI url, int connections, LongFunction<byte[]> requests) {
        this.url = url;
        this.connections = connections;
        this.requests = requests;
    }

    /**
     * Posts for so long.
     *
     * @param settle at the begin, which is not measured
     */
    public Result run(Arrivals arrivals, Duration settle, Duration window) throws InterruptedException {
        refused.set(0);
        posts.set(0);
        long began = System.nanoTime();
        long from = began + settle.toNanos();
        long until = from + window.toNanos();
        List<Samples> samples = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            Samples mine = new Samples();
            int number = i;
            samples.add(mine);
            threads.add(Thread.startVirtualThread(() -> post(arrivals, number, began, from, until, mine)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        failIfBroken();
        Samples all = Samples.merge(samples);
        return new Result(all.size() / (window.toNanos() / 1e9), all, refused.get(), posts.get());
    }

    /** Posts so many as fast as they are answered, and no more. */
    public void send(int count) throws InterruptedException {
        AtomicLong next = new AtomicLong();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            threads.add(Thread.startVirtualThread(() -> send(next, count)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        failIfBroken();
    }

    private void send(AtomicLong next, int count) {
        try (HttpConnection connection = new HttpConnection(url)) {
            for (long number = next.getAndIncrement(); number < count; number = next.getAndIncrement()) {
                while (connection.exchange(requests.apply(number)) != OK) {
                    refused.incrementAndGet();
                }
            }
        } catch (IOException e) {
            broken.set(e);
        }
    }

    private void failIfBroken() {
        IOException failure = broken.get();
        if (failure != null) {
            throw new UncheckedIOException("a connection broke under load", failure);
        }
    }

    private void post(Arrivals arrivals, int number, long began, long from, long until, Samples samples) {
        try (HttpConnection connection = new HttpConnection(url)) {
            for (long post = 0; ; post++) {
                long due = arrivals.await(began, number, connections, post);
                if (due - until > 0) {
                    return;
                }
                int status = connection.exchange(requests.apply(post * connections + number));
                posts.incrementAndGet();
                long now = System.nanoTime();
                if (status != OK) {
                    refused.incrementAndGet();
                } else if (due - from >= 0 && now - until <= 0) {
                    samples.add(now - due);
                }
            }
        } catch (IOException e) {
            broken.set(e);
        }
    }
}
