package org.wahook.admin.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeCheckTest {

    private static final InetAddress HERE = InetAddress.ofLiteral("127.0.0.1");
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration SHORT_LIMIT = Duration.ofSeconds(1);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<String> asked = new ArrayList<>();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(HERE, 0), 0);
        server.setExecutor(threads);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    private interface Webhook {
        void answer(HttpExchange exchange) throws IOException;
    }

    private void webhook(Webhook webhook) {
        server.createContext("/webhook", exchange -> {
            asked.add(exchange.getRequestURI().getRawQuery());
            webhook.answer(exchange);
        });
    }

    private static Webhook text(int status, String text) {
        return exchange -> {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        };
    }

    private static String asked(HttpExchange exchange, String name) {
        for (String pair : exchange.getRequestURI().getRawQuery().split("&", -1)) {
            if (pair.startsWith(name + "=")) {
                return URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8);
            }
        }
        return "";
    }

    private int port() {
        return server.getAddress().getPort();
    }

    private HandshakeCheck.Result test(String host, HandshakeCheck.Resolver resolver) {
        return test(host, resolver, LIMIT);
    }

    private HandshakeCheck.Result test(String host, HandshakeCheck.Resolver resolver, Duration limit) {
        return new HandshakeCheck(this::port, resolver, limit)
                .test("http://" + host + ":" + port() + "/webhook?tenant=1", "tok+en & ü");
    }

    private HandshakeCheck.Result test() {
        return test("localhost", host -> List.of(HERE));
    }

    @Test
    void a_webhook_that_knows_the_token_and_gives_the_challenge_back_is_good() {
        webhook(exchange -> {
            boolean right = asked(exchange, "hub.verify_token").equals("tok+en & ü")
                    && asked(exchange, "hub.mode").equals("subscribe")
                    && asked(exchange, "tenant").equals("1");
            text(right ? 200 : 403, asked(exchange, "hub.challenge")).answer(exchange);
        });

        assertThat(test().text()).contains("The handshake works");
        assertThat(test().good()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"200, without the challenge", "403, verify token", "404, /webhook", "502, 502"})
    void any_other_answer_is_told_with_what_to_do(int status, String hint) {
        webhook(text(status, "something"));

        assertThat(test().good()).isFalse();
        assertThat(test().text()).contains(hint);
    }

    @Test
    void a_redirect_is_told_and_not_followed() {
        AtomicInteger followed = new AtomicInteger();
        server.createContext("/elsewhere", exchange -> {
            followed.incrementAndGet();
            text(200, "").answer(exchange);
        });
        webhook(exchange -> {
            exchange.getResponseHeaders().add("Location", "/elsewhere");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });

        assertThat(test().text()).contains("redirect").contains("Meta does not follow");
        assertThat(followed).hasValue(0);
    }

    @Test
    void an_answer_that_comes_byte_by_byte_is_given_up_in_time() {
        webhook(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                while (!Thread.currentThread().isInterrupted()) {
                    out.write('1');
                    out.flush();
                    LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
                }
            }
        });
        long asking = System.nanoTime();
        HandshakeCheck.Resolver unhurried = host -> {
            LockSupport.parkNanos(Duration.ofMillis(300).toNanos());
            return List.of(HERE);
        };

        // A thousand bytes would take 50 s. The limit is for all of it, so that the look-up before counts too.
        assertThat(test("localhost", unhurried, SHORT_LIMIT).text())
                .contains("did not answer in full within 1 s")
                .contains("firewall");
        assertThat(Duration.ofNanos(System.nanoTime() - asking)).isLessThan(Duration.ofSeconds(15));
    }

    @Test
    void of_an_endless_answer_the_beginning_is_enough() {
        webhook(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                while (!Thread.currentThread().isInterrupted()) {
                    out.write(new byte[64 * 1024]);
                }
            }
        });

        assertThat(test().text()).contains("without the challenge");
    }

    @Test
    void a_name_that_takes_too_long_to_look_up_is_given_up_in_time() {
        long asking = System.nanoTime();

        HandshakeCheck.Resolver slow = host -> {
            LockSupport.parkNanos(Duration.ofSeconds(20).toNanos());
            return List.of(HERE);
        };

        HandshakeCheck.Result result = test("slow.example", slow, SHORT_LIMIT);

        assertThat(result.text()).contains("did not answer");
        assertThat(Duration.ofNanos(System.nanoTime() - asking)).isLessThan(Duration.ofSeconds(15));
    }

    @Test
    void a_name_is_looked_up_once_so_that_dns_can_say_nothing_else_afterwards() {
        webhook(text(403, ""));
        AtomicInteger lookups = new AtomicInteger();

        HandshakeCheck.Result result = test("rebinding.example", host -> {
            if (lookups.incrementAndGet() > 1) {
                throw new AssertionError("looked up again");
            }
            return List.of(HERE);
        });

        assertThat(result.text()).contains("403");
        assertThat(lookups).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost:%d/webhook",
                "http://127.0.0.1/webhook",
                "http://169.254.169.254/latest/meta-data",
                "http://example.com/webhook"
            })
    void without_tls_nobody_is_asked_but_this_service_itself(String url) {
        HandshakeCheck check = new HandshakeCheck(() -> 1, host -> List.of(HERE), LIMIT);
        webhook(text(200, ""));

        assertThat(check.test(url.formatted(port()), "token").text()).contains("https://");
        assertThat(asked).isEmpty();
    }

    @Test
    void this_services_own_port_on_another_machine_is_not_asked() {
        assertThat(test("elsewhere.example", host -> List.of(InetAddress.ofLiteral("10.0.0.7")))
                        .text())
                .contains("https://");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.7", "127.0.0.1", "169.254.169.254", "::1", "fd00::1"})
    void an_address_inside_the_network_is_named_and_not_asked(String address) {
        HandshakeCheck check = new HandshakeCheck(
                this::port, host -> List.of(InetAddress.ofLiteral("1.1.1.1"), InetAddress.ofLiteral(address)), LIMIT);

        assertThat(check.test("https://bot.example:" + port() + "/webhook", "token")
                        .text())
                .contains("no address of the public internet")
                .contains(InetAddress.ofLiteral(address).getHostAddress());
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://127.0.0.1/", "https://2130706433/", "https://[::1]/", "https://[::ffff:7f00:1]/"})
    void an_address_written_as_such_is_looked_at_too(String url) {
        assertThat(new HandshakeCheck(this::port).test(url, "token").text())
                .contains("no address of the public internet");
    }

    @Test
    void a_name_that_nobody_has_and_a_text_that_is_no_url_are_told() {
        assertThat(test("no-such-host.example", host -> {
                            throw new UnknownHostException(host);
                        })
                        .text())
                .contains("DNS does not know no-such-host.example");
        assertThat(new HandshakeCheck(this::port).test("", "token").text()).contains("The callback URL is none");
    }

    @Test
    void a_port_where_nobody_listens_is_told() {
        int port = port();
        server.stop(0);

        HandshakeCheck check = new HandshakeCheck(() -> port, host -> List.of(HERE), LIMIT);

        assertThat(check.test("http://localhost:" + port + "/webhook", "token").text())
                .contains("Nobody listens at localhost, port " + port);
    }
}
