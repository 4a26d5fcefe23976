package org.wahook.sandbox.chaos;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.wahook.sandbox.process.SeededClient;
import org.wahook.testbed.meta.Customer;
import org.wahook.testbed.meta.WebhookBodies;
import org.wahook.testbed.meta.WebhookNumber;
import org.wahook.testbed.meta.WebhookSender;

/**
 * Customers who write at a steady rate, and a Meta that posts each webhook three times, out of order, and again until
 * it gets a 200.
 */
final class Load implements AutoCloseable {

    private static final int COPIES = 3;
    private static final Duration LATEST_COPY = Duration.ofSeconds(3);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(3);

    private final WebhookSender sender;
    private final Ledger ledger;
    private final List<List<SeededClient>> numbers;
    private final int customers;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicLong number = new AtomicLong();
    private final AtomicLong posts = new AtomicLong();
    private volatile boolean stopped;
    private volatile Thread clock = Thread.currentThread();

    /** @param clients each customer writes to one of their numbers */
    Load(WebhookSender sender, Ledger ledger, List<SeededClient> clients, int customers) {
        this.sender = sender;
        this.ledger = ledger;
        this.numbers = List.copyOf(clients.stream()
                .collect(Collectors.groupingBy(SeededClient::phoneNumberId))
                .values());
        this.customers = customers;
    }

    /** Begins to write, so many messages a second. */
    void start(int perSecond) {
        long pause = TimeUnit.SECONDS.toNanos(1) / perSecond;
        clock = Thread.ofPlatform().name("chaos-load").daemon().start(() -> {
            long next = System.nanoTime();
            while (!stopped) {
                write();
                next += pause;
                sleep(Duration.ofNanos(Math.max(0, next - System.nanoTime())));
            }
        });
    }

    /** So many more, at once. */
    void burst(int messages) {
        for (int i = 0; i < messages; i++) {
            write();
        }
    }

    long messages() {
        return number.get();
    }

    long posts() {
        return posts.get();
    }

    /** No more new messages; those that are not accepted yet are still posted. */
    void stopWriting() throws InterruptedException {
        stopped = true;
        clock.join();
    }

    /** True when every copy of every webhook was accepted. */
    boolean awaitAccepted(Duration limit) throws InterruptedException {
        threads.shutdown();
        return threads.awaitTermination(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void write() {
        long mine = number.getAndIncrement();
        int customer = (int) (mine % customers);
        Customer from = Customer.withPhone("49170%07d".formatted(customer), "Customer " + customer);
        List<SeededClient> owners = numbers.get(customer % numbers.size());
        Ledger.Entry entry = ledger.open(mine, "49170%07d".formatted(customer), owners);
        WebhookNumber to = WebhookNumber.of("waba-chaos", owners.getFirst().phoneNumberId());
        byte[] body = WebhookBodies.text(to, from, entry.wamid(), Instant.now(), entry.text());
        for (int copy = 0; copy < COPIES; copy++) {
            Duration delay = copy == 0
                    ? Duration.ZERO
                    : Duration.ofMillis(ThreadLocalRandom.current().nextLong(LATEST_COPY.toMillis()));
            threads.execute(() -> {
                sleep(delay);
                post(body, entry);
            });
        }
    }

    private void post(byte[] body, Ledger.Entry entry) {
        Duration pause = FIRST_PAUSE;
        while (!Thread.currentThread().isInterrupted()) {
            posts.incrementAndGet();
            String during = ledger.fault();
            long posting = System.nanoTime();
            boolean accepted = accepted(body);
            ledger.posted(during, System.nanoTime() - posting);
            if (accepted) {
                entry.accepted.incrementAndGet();
                return;
            }
            sleep(pause);
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
    }

    private boolean accepted(byte[] body) {
        try {
            return sender.post(body).delivered();
        } catch (UncheckedIOException e) {
            // Ingest is down: Meta would try again.
            return false;
        } catch (IllegalStateException interrupted) {
            // The end of the run, with the reason that ended it.
            return false;
        }
    }

    private static void sleep(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stopped = true;
        threads.shutdownNow();
    }
}
