package org.wahook.sandbox.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.wahook.sandbox.process.SeededClient;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.meta.SentMessage;
import org.wahook.testbed.meta.SimulatedMeta;
import org.wahook.testbed.responder.SimulatedResponseApi;

/**
 * Customers who write to many clients, and the moment at which simulated Meta has the reply. A message goes to the next
 * customer of all, so that a conversation rests between its messages as people do.
 */
public final class ReplyLoad implements AutoCloseable {

    private static final int OK = 200;
    private static final int CONNECTIONS = 64;
    private static final int CUSTOMERS = 10_000;
    private static final Duration DRAINED = Duration.ofMinutes(3);

    /** More than can be under way at one time. */
    private static final int REMEMBERED = 1 << 20;

    /** The simulated APIs keep every call; this many are enough. */
    private static final int FORGET_EVERY = 2000;

    private final URI url;
    private final SimulatedMeta meta;
    private final SimulatedResponseApi responseApi;
    private final List<SeededClient> clients;
    private final SignedRequests signed;
    private final AtomicLong number = new AtomicLong();
    private final AtomicLong replied = new AtomicLong();
    private final AtomicLongArray due = new AtomicLongArray(REMEMBERED);
    private final AtomicReference<@Nullable IOException> broken = new AtomicReference<>();
    private volatile Run run = new Run(0, 0, 0);

    /** What came of it. */
    public record Result(double perSecond, Samples latencies) {}

    private static final class Run {
        private final long from;
        private final long until;
        private final Semaphore places;
        private final Samples latencies = new Samples();
        private long replies;

        private Run(long from, long until, int places) {
            this.from = from;
            this.until = until;
            this.places = new Semaphore(places);
        }

        private synchronized void replied(long due, long now) {
            if (now - from >= 0 && now - until <= 0) {
                replies++;
            }
            if (due - from >= 0 && due - until <= 0) {
                latencies.add(now - due);
            }
            places.release();
        }

        private synchronized Result result() {
            return new Result(replies / ((until - from) / 1e9), latencies);
        }
    }

    public ReplyLoad(URI url, SimulatedMeta meta, SimulatedResponseApi responseApi, List<SeededClient> clients) {
        this.url = url;
        this.meta = meta;
        this.responseApi = responseApi;
        this.clients = List.copyOf(clients);
        this.signed = new SignedRequests(url);
        meta.whenSent(this::sent);
    }

    /** A new message for each reply, so that always so many wait for theirs. */
    public Result saturate(int waiting, Duration settle, Duration window) throws InterruptedException {
        return run(Arrivals.asFastAsAnswered(), waiting, settle, window);
    }

    /** At this rate, however many wait. */
    public Result steady(double perSecond, Duration settle, Duration window) throws InterruptedException {
        return run(new Arrivals(perSecond), REMEMBERED, settle, window);
    }

    /** In all. */
    public long replies() {
        return replied.get();
    }

    /** Messages that have no reply yet. */
    public long waiting() {
        return number.get() - replied.get();
    }

    private Result run(Arrivals arrivals, int places, Duration settle, Duration window) throws InterruptedException {
        long began = System.nanoTime();
        Run fresh =
                new Run(began + settle.toNanos(), began + settle.plus(window).toNanos(), places);
        run = fresh;
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            int connection = i;
            threads.add(Thread.startVirtualThread(() -> write(arrivals, fresh, began, connection)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        IOException failure = broken.get();
        if (failure != null) {
            throw new UncheckedIOException("a connection to ingest broke", failure);
        }
        Deadline.eventually(DRAINED, "every message has its reply", () -> waiting() == 0);
        return fresh.result();
    }

    private void write(Arrivals arrivals, Run mine, long began, int connection) {
        try (HttpConnection http = new HttpConnection(url)) {
            for (long post = 0; ; post++) {
                mine.places.acquire();
                long at = arrivals.await(began, connection, CONNECTIONS, post);
                if (at - mine.until > 0) {
                    // The others wait for places too.
                    mine.places.release();
                    return;
                }
                post(http, at);
            }
        } catch (IOException e) {
            broken.set(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void post(HttpConnection http, long at) throws IOException {
        long mine = number.getAndIncrement();
        due.set((int) (mine % REMEMBERED), at);
        SeededClient client = clients.get((int) (mine % clients.size()));
        int status = http.exchange(signed.message(client, mine % CUSTOMERS, mine));
        if (status != OK) {
            throw new IOException("ingest answered " + status);
        }
    }

    private void sent(SentMessage message) {
        long now = System.nanoTime();
        SignedRequests.numberIn(message.text()).ifPresent(mark -> {
            long at = due.getAndSet((int) (mark % REMEMBERED), 0);
            if (at != 0) {
                run.replied(at, now);
                if (replied.incrementAndGet() % FORGET_EVERY == 0) {
                    meta.forget();
                    responseApi.forget();
                }
            }
        });
    }

    @Override
    public void close() {
        signed.close();
    }
}
