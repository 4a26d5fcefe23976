package org.wahook.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.wahook.ingest.RawHttp;
import org.wahook.testbed.Deadline;

/** Senders who are slow, or announce more than they may send. */
class AdminBodyTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    /** Less than the 30 s after which Jetty itself gives up a connection on which nothing moves. */
    private static final Duration READING = Duration.ofSeconds(25);

    /** Less than the 2 s for which a refused sender is listened to. */
    private static final Duration AT_ONCE = Duration.ofMillis(1500);

    private static final String INTEGRATION = "POST " + AdminService.INTEGRATION + " HTTP/1.1";
    private static final String TOKEN = "Authorization: Bearer " + AdminService.TOKEN;
    private static final String JSON = "Content-Type: application/json";
    private static final String FORM = "Content-Type: application/x-www-form-urlencoded";
    private static final String OURS = "Sec-Fetch-Site: same-origin";
    private static final String LARGE = "Content-Length: 1000000";

    private static AdminService admin;

    @BeforeAll
    static void start() {
        admin = AdminService.withoutDatabase();
    }

    @AfterAll
    static void stop() {
        admin.close();
    }

    record Refused(String status, List<String> head) {

        static Refused of(String status, String... head) {
            return new Refused(status, List.of(head));
        }
    }

    static Stream<Refused> refused() {
        return Stream.of(
                Refused.of("401", INTEGRATION, JSON, LARGE),
                Refused.of("401", "GET /no-such-path HTTP/1.1", LARGE),
                Refused.of("401", INTEGRATION, JSON, "Transfer-Encoding: chunked"),
                Refused.of("413", INTEGRATION, TOKEN, JSON, LARGE),
                Refused.of("405", "PUT " + AdminService.INTEGRATION + " HTTP/1.1", TOKEN, JSON, LARGE),
                Refused.of("404", "PUT /no-such-path HTTP/1.1", TOKEN, JSON, LARGE),
                Refused.of("413", "POST /console/login HTTP/1.1", OURS, FORM, LARGE),
                Refused.of("403", "POST /console/login HTTP/1.1", FORM, LARGE),
                Refused.of("303", "POST /console/logout HTTP/1.1", OURS, FORM, LARGE),
                Refused.of(
                        "415",
                        "POST /console/login HTTP/1.1",
                        OURS,
                        "Content-Type: multipart/form-data; boundary=x",
                        LARGE));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void a_refused_sender_who_goes_on_slowly_is_hung_up_on(Refused asked) {
        try (RawHttp client = new RawHttp(admin.port())) {
            client.head(asked.head().toArray(String[]::new)).send("5\r\n");

            assertThat(client.untilTheEnd(SOON))
                    .startsWith("HTTP/1.1 " + asked.status())
                    .contains("Connection: close");
        }
    }

    @ParameterizedTest
    @MethodSource("refused")
    void a_refused_sender_who_asks_for_leave_to_send_gets_the_refusal_at_once(Refused asked) {
        String[] head = Stream.concat(asked.head().stream(), Stream.of("Expect: 100-continue"))
                .toArray(String[]::new);
        Deadline.eventually(SOON, "a refusal at once", () -> {
            long asking = System.nanoTime();
            try (RawHttp client = new RawHttp(admin.port())) {
                assertThat(client.head(head).untilTheEnd(SOON)).startsWith("HTTP/1.1 " + asked.status());
            }
            return System.nanoTime() - asking < AT_ONCE.toNanos();
        });
    }

    @Test
    void a_sender_who_may_send_gets_leave_to() {
        try (RawHttp client = new RawHttp(admin.port())) {
            client.head(INTEGRATION, TOKEN, JSON, "Content-Length: 2", "Connection: close", "Expect: 100-continue");
            client.send("{}");

            assertThat(client.untilTheEnd(SOON)).startsWith("HTTP/1.1 100").contains("HTTP/1.1 503");
        }
    }

    @Test
    void a_body_that_stands_still_is_given_up() {
        try (RawHttp api = new RawHttp(admin.port());
                RawHttp console = new RawHttp(admin.port())) {
            api.head(INTEGRATION, TOKEN, JSON, "Content-Length: 20").send("{");
            console.head("POST /console/login HTTP/1.1", OURS, FORM, "Content-Length: 20")
                    .send("token=");

            assertThat(api.untilTheEnd(READING)).startsWith("HTTP/1.1 408").contains("Send it again");
            assertThat(console.untilTheEnd(READING)).startsWith("HTTP/1.1 408");
        }
    }

    @Test
    void a_refused_sender_who_sends_byte_by_byte_is_hung_up_on_all_the_same() {
        try (RawHttp client = new RawHttp(admin.port());
                ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor()) {
            client.head(INTEGRATION, JSON, LARGE);
            Future<?> drip = thread.submit(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                    client.send("x");
                    LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
                }
            });

            assertThat(client.untilTheEnd(SOON)).startsWith("HTTP/1.1 401");
            drip.cancel(true);
        }
    }

    @Test
    void a_form_whose_length_nobody_announced_is_read_no_further_than_it_may_go() {
        try (RawHttp client = new RawHttp(admin.port())) {
            client.head("POST /console/login HTTP/1.1", OURS, FORM, "Transfer-Encoding: chunked");
            for (int i = 0; i < 5; i++) {
                client.send("4000\r\n" + "x".repeat(0x4000) + "\r\n");
            }

            assertThat(client.untilTheEnd(SOON)).startsWith("HTTP/1.1 413").contains("4096 bytes");
        }
    }
}
