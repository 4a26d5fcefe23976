package org.wahook.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wahook.ingest.RunningIngest.FALLBACK;
import static org.wahook.ingest.RunningIngest.PATIENCE;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.wahook.shared.topology.Topology;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.FreePort;
import org.wahook.testbed.meta.WebhookAnswer;
import org.wahook.testbed.postgres.TestPostgres;
import org.wahook.testbed.proxy.TcpProxy;
import org.wahook.testbed.rabbitmq.TestRabbit;

/** What Meta sees while RabbitMQ or PostgreSQL is away, and that nobody has to restart anything. */
@Timeout(180)
class OutageStoryTest {

    private static final byte[] BODY = "{\"object\":\"whatsapp_business_account\"}".getBytes(StandardCharsets.UTF_8);

    private static final Map<String, String> IMPATIENT = Map.of("PUBLISH_TIMEOUT", "1s");

    /** One that may be harmed. */
    private static TestRabbit rabbit;

    @BeforeAll
    static void startRabbit() {
        rabbit = TestRabbit.start();
    }

    @AfterAll
    static void stopRabbit() {
        rabbit.close();
    }

    @Test
    void it_answers_503_while_rabbitmq_is_dead_and_200_once_it_is_back() {
        try (RunningIngest ingest = start().awaitReady()) {
            assertWell(ingest);

            rabbit.kill();
            assertRefusedAndNotReady(ingest);
            rabbit.startAgain();

            assertWell(ingest);
        }
    }

    @Test
    void it_answers_503_when_the_queue_is_gone_and_200_once_it_has_declared_it_again() {
        String url = rabbit.createVirtualHost();
        try (RunningIngest ingest = start(url).awaitReady()) {
            assertWell(ingest);

            rabbit.control("-q", "delete_queue", "-p", url.substring(url.lastIndexOf('/') + 1), Topology.EVENTS);
            assertRefused(ingest.meta().post(BODY));

            assertWell(ingest);
        }
    }

    @Test
    void it_answers_503_while_rabbitmq_blocks_publishers_and_200_once_it_takes_them() {
        try (RunningIngest ingest = start().awaitReady()) {
            rabbit.block(true);
            try {
                assertRefusedAndNotReady(ingest);
            } finally {
                rabbit.block(false);
            }
            assertWell(ingest);
        }
    }

    @Test
    void it_answers_503_in_time_while_rabbitmq_is_frozen_and_200_once_it_moves() {
        try (RunningIngest ingest = start().awaitReady()) {
            rabbit.freeze();
            try {
                long began = System.nanoTime();
                assertRefused(ingest.meta().post(BODY));
                // Missing heartbeats would end the wait too, after ten seconds.
                assertThat(Duration.ofNanos(System.nanoTime() - began))
                        .isBetween(Duration.ofMillis(900), Duration.ofSeconds(8));
                assertRefusedAndNotReady(ingest);
            } finally {
                rabbit.thaw();
            }
            assertWell(ingest);
        }
    }

    @Test
    void every_200_is_in_the_queue_though_connections_are_cut_under_load() throws Exception {
        URI broker = URI.create(rabbit.createVirtualHost());
        try (TcpProxy proxy = TcpProxy.to("127.0.0.1", broker.getPort());
                RunningIngest ingest = start(broker.toString().replace(":" + broker.getPort(), ":" + proxy.port()))
                        .awaitReady();
                var senders = Executors.newVirtualThreadPerTaskExecutor()) {
            Queue<String> accepted = new ConcurrentLinkedQueue<>();
            AtomicBoolean enough = new AtomicBoolean();
            List<CompletableFuture<Void>> posting = IntStream.range(0, 8)
                    .mapToObj(n -> CompletableFuture.runAsync(() -> postUntil(enough, ingest, n, accepted), senders))
                    .toList();
            for (int cuts = 1; cuts <= 5; cuts++) {
                int more = accepted.size() + 50;
                Deadline.eventually(PATIENCE, "webhooks are taken", () -> accepted.size() >= more);
                proxy.cut();
            }
            enough.set(true);
            for (CompletableFuture<Void> one : posting) {
                one.get();
            }

            assertThat(RunningIngest.events(broker.toString()))
                    .extracting(event -> new String(event.getBody(), StandardCharsets.UTF_8))
                    .containsAll(accepted);
            assertWell(ingest);
        }
    }

    @Test
    void it_starts_before_rabbitmq_and_postgresql_are_up() {
        URI broker = URI.create(rabbit.createVirtualHost());
        URI database = URI.create(TestPostgres.shared().createDatabase());
        try (TcpProxy toBroker = TcpProxy.to("127.0.0.1", broker.getPort());
                TcpProxy toDatabase = TcpProxy.to("127.0.0.1", database.getPort())) {
            toBroker.refuse();
            toDatabase.refuse();
            try (RunningIngest ingest = RunningIngest.start(
                    database.toString().replace(":" + database.getPort(), ":" + toDatabase.port()),
                    broker.toString().replace(":" + broker.getPort(), ":" + toBroker.port()),
                    IMPATIENT)) {
                assertThat(ingest.management("/livez").statusCode()).isEqualTo(200);
                assertThat(ingest.management("/readyz").statusCode()).isEqualTo(503);
                assertThat(ingest.management("/readyz").body())
                        .contains("rabbitmq")
                        .doesNotContain("postgres");
                assertRefused(ingest.meta().post(BODY));

                toBroker.pass();
                assertWell(ingest);
                assertThat(ingest.management("/metrics").body()).contains("wahook_database_up 0.0");

                toDatabase.pass();
                Deadline.eventually(
                        PATIENCE,
                        "the schema is migrated",
                        () -> ingest.management("/metrics").body().contains("wahook_database_up 1.0"));
            }
        }
    }

    @Test
    void without_postgresql_webhooks_are_taken_and_the_fallback_token_works() {
        String nowhere = "postgresql://u:p@127.0.0.1:%d/app".formatted(FreePort.next());
        try (RunningIngest ingest = RunningIngest.start(nowhere, rabbit.createVirtualHost(), IMPATIENT)
                .awaitReady()) {
            assertWell(ingest);
            assertThat(handshake(ingest, FALLBACK)).isEqualTo(200);
            assertThat(handshake(ingest, "another")).isEqualTo(403);
        }
    }

    @Test
    void a_postgresql_that_answers_nothing_does_not_hold_the_handshake_up() {
        URI database = URI.create(TestPostgres.shared().createDatabase());
        try (TcpProxy proxy = TcpProxy.to("127.0.0.1", database.getPort());
                RunningIngest ingest = RunningIngest.start(
                                database.toString().replace(":" + database.getPort(), ":" + proxy.port()),
                                rabbit.createVirtualHost(),
                                IMPATIENT)
                        .awaitReady()) {
            Deadline.eventually(
                    PATIENCE,
                    "PostgreSQL is up",
                    () -> ingest.management("/metrics").body().contains("wahook_database_up 1.0"));
            proxy.halfOpen();

            long began = System.nanoTime();
            assertThat(handshake(ingest, "another")).isEqualTo(403);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
            assertThat(handshake(ingest, FALLBACK)).isEqualTo(200);
            assertWell(ingest);
            // The end would wait for it.
            proxy.pass();
        }
    }

    private static void postUntil(AtomicBoolean enough, RunningIngest ingest, int sender, Queue<String> accepted) {
        for (int i = 0; !enough.get(); i++) {
            String body = "{\"n\":\"%d-%d\"}".formatted(sender, i);
            int status =
                    ingest.meta().post(body.getBytes(StandardCharsets.UTF_8)).status();
            assertThat(status).isIn(200, 503);
            if (status == 200) {
                accepted.add(body);
            }
        }
    }

    private static RunningIngest start() {
        return start(rabbit.createVirtualHost());
    }

    private static RunningIngest start(String rabbitUrl) {
        return RunningIngest.start(TestPostgres.shared().url(), rabbitUrl, IMPATIENT);
    }

    private static int handshake(RunningIngest ingest, String token) {
        return ingest.get("/webhook?hub.mode=subscribe&hub.challenge=1&hub.verify_token=" + token)
                .statusCode();
    }

    private static void assertRefusedAndNotReady(RunningIngest ingest) {
        Deadline.eventually(PATIENCE, "the outage is noticed", () -> {
            WebhookAnswer answer = ingest.meta().post(BODY);
            // Taken still, where RabbitMQ tells its connections of an alarm only after us.
            if (answer.status() == 200) {
                return false;
            }
            assertRefused(answer);
            return !ingest.app().health().ready();
        });
        assertThat(ingest.management("/readyz").statusCode()).isEqualTo(503);
        assertThat(ingest.management("/readyz").body()).contains("rabbitmq");
        assertThat(ingest.management("/livez").statusCode()).isEqualTo(200);
        Deadline.eventually(PATIENCE, "a webhook is refused without waiting for RabbitMQ", () -> {
            long began = System.nanoTime();
            assertRefused(ingest.meta().post(BODY));
            return System.nanoTime() - began < Duration.ofSeconds(1).toNanos();
        });
    }

    private static void assertRefused(WebhookAnswer answer) {
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.headers().firstValueAsLong("Retry-After").orElse(0)).isBetween(1L, 60L);
        assertThat(answer.body()).isEmpty();
    }

    private static void assertWell(RunningIngest ingest) {
        Deadline.eventually(
                PATIENCE,
                "webhooks are taken",
                () -> ingest.meta().post(BODY).status() == 200
                        && ingest.app().health().ready());
    }
}
