package org.wahook.sandbox.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.javalin.Javalin;
import java.net.URI;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.wahook.sandbox.LocalSystem;
import org.wahook.sandbox.bench.gauge.Queues;
import org.wahook.sandbox.bench.load.Arrivals;
import org.wahook.sandbox.bench.load.HttpLoad;
import org.wahook.sandbox.bench.load.ReplyLoad;
import org.wahook.sandbox.bench.load.SignedRequests;
import org.wahook.sandbox.bench.reference.BareHandler;
import org.wahook.sandbox.process.Installation;
import org.wahook.sandbox.process.SeededClient;

/** Each bound is a third or less of what {@code docs/performance.md} has: only a gross loss of speed fails here. */
class SpeedTest {

    private static final Duration WARM_UP = Duration.ofSeconds(4);
    private static final Duration WINDOW = Duration.ofSeconds(4);
    private static final int CONNECTIONS = 64;
    private static final int WAITING = 300;

    private static LocalSystem system;
    private static List<SeededClient> clients;

    @BeforeAll
    static void open() throws Exception {
        system = LocalSystem.start(1, Map.of("FACEBOOK_APP_SECRET", Installation.APP_SECRET));
        try (Connection connection = system.database()) {
            clients = SeededClient.add(connection, "speed", 20);
        }
    }

    @AfterAll
    static void close() {
        system.close();
    }

    @Test
    void ingest_confirms_a_fair_part_of_what_a_plain_publisher_does_and_of_what_a_bare_handler_takes()
            throws Exception {
        system.workers().forEach(system::remove);
        URI url = URI.create(system.webhookUrl());
        try (SignedRequests signed = new SignedRequests(url)) {
            List<byte[]> requests = signed.some(100);
            double ingest = posts(url, requests);
            double published = PlainPublisher.rate(system.rabbitUrl(), signed.bodySize(), WINDOW);
            double taken = bareHandler(requests);
            System.out.printf("ingest %.0f/s, plain publisher %.0f/s, bare handler %.0f/s%n", ingest, published, taken);

            try (Queues queues = new Queues(system.rabbitUrl())) {
                queues.purgeEvents();
            }
            assertThat(ingest / published).as("part of the plain publisher's").isGreaterThan(0.1);
            assertThat(ingest / taken).as("part of the bare handler's").isGreaterThan(0.1);
        }
        system.addWorker();
    }

    @Test
    void replies_keep_up_with_a_fair_part_of_what_a_bare_handler_takes() throws Exception {
        URI url = URI.create(system.webhookUrl());
        try (ReplyLoad load = new ReplyLoad(url, system.meta(), system.responseApi(), clients);
                SignedRequests signed = new SignedRequests(url)) {
            load.saturate(WAITING, Duration.ZERO, WARM_UP);
            double replies =
                    load.saturate(WAITING, Duration.ofSeconds(1), WINDOW).perSecond();
            double taken = bareHandler(signed.some(100));
            System.out.printf("%.0f replies/s, bare handler %.0f/s%n", replies, taken);

            assertThat(replies / taken).as("part of the bare handler's").isGreaterThan(0.01);
        }
    }

    private static double posts(URI url, List<byte[]> requests) throws InterruptedException {
        HttpLoad load = new HttpLoad(url, CONNECTIONS, number -> requests.get((int) (number % requests.size())));
        load.run(Arrivals.asFastAsAnswered(), Duration.ZERO, WARM_UP);
        return load.run(Arrivals.asFastAsAnswered(), Duration.ofSeconds(1), WINDOW)
                .perSecond();
    }

    private static double bareHandler(List<byte[]> requests) throws InterruptedException {
        Javalin javalin = BareHandler.javalin().start("127.0.0.1", 0);
        try {
            return posts(URI.create("http://127.0.0.1:%d/webhook".formatted(javalin.port())), requests);
        } finally {
            javalin.stop();
        }
    }
}
