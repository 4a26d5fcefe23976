package org.wahook.admin.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wahook.admin.GuessLimit;
import org.wahook.admin.LogLines;
import org.wahook.ingest.RawHttp;

/** Who comes in, from where, and for how long. Each test has a console of its own, since wrong guesses count. */
class ConsoleAccessTest {

    private final ConsoleVisitor visitor = new ConsoleVisitor();

    @AfterEach
    void close() {
        visitor.close();
    }

    @Test
    void the_root_of_the_listener_leads_to_the_console_and_that_to_the_login() {
        assertThat(visitor.get("/").headers().firstValue("Location")).hasValue("/console");
        HttpResponse<String> console = visitor.get("/console");
        assertThat(console.statusCode()).isEqualTo(303);
        assertThat(console.headers().firstValue("Location")).hasValue("/console/login");
        assertThat(visitor.get("/console/login").body()).contains("Admin token").doesNotContain("Log out");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/console/conversations",
                "/console/clients/new",
                "/console/dead-letters",
                "/console/queues",
                "/console/no-such-page",
                "/console//",
                "/console/login/../queues"
            })
    void without_a_session_every_page_leads_to_the_login(String path) {
        assertThat(visitor.get(path).statusCode()).isNotEqualTo(200);
        assertThat(visitor.get(path, "Cookie", "wahook_console=" + "A".repeat(43))
                        .body())
                .doesNotContain("Log out");
    }

    @Test
    void the_right_token_gives_a_session_that_scripts_and_other_sites_do_not_get() {
        HttpResponse<String> answer = visitor.logIn(ConsoleVisitor.TOKEN);

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.headers().firstValue("Set-Cookie").orElseThrow())
                .contains("HttpOnly")
                .contains("SameSite=Strict")
                .contains("Path=/console")
                .doesNotContain("Secure")
                .doesNotContain(ConsoleVisitor.TOKEN);
        assertThat(visitor.logIn(ConsoleVisitor.TOKEN, "Sec-Fetch-Site", "same-origin", "X-Forwarded-Proto", "https")
                        .headers()
                        .firstValue("Set-Cookie")
                        .orElseThrow())
                .contains("Secure");
        assertThat(ConsoleVisitor.sessionOf(visitor.logIn(ConsoleVisitor.TOKEN)))
                .isNotEqualTo(ConsoleVisitor.sessionOf(visitor.logIn(ConsoleVisitor.TOKEN)));
    }

    @Test
    void a_session_opens_the_pages_and_not_the_api() {
        String session = ConsoleVisitor.sessionOf(visitor.logIn(ConsoleVisitor.TOKEN));

        assertThat(visitor.get("/console/clients/new", "Cookie", session).statusCode())
                .isEqualTo(200);
        assertThat(visitor.get("/api/v1/whatsapp/integration", "Cookie", session)
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void after_the_logout_the_session_opens_nothing_even_for_who_kept_it() {
        String session = ConsoleVisitor.sessionOf(visitor.logIn(ConsoleVisitor.TOKEN));

        HttpResponse<String> out =
                visitor.post("/console/logout", "", "Cookie", session, "Sec-Fetch-Site", "same-origin");

        assertThat(out.headers().firstValue("Set-Cookie").orElseThrow()).contains("Max-Age=0");
        assertThat(visitor.get("/console/clients/new", "Cookie", session).statusCode())
                .isEqualTo(303);
    }

    @Test
    void a_form_that_does_not_come_from_the_console_is_refused() {
        String session = ConsoleVisitor.sessionOf(visitor.logIn(ConsoleVisitor.TOKEN));
        for (List<String> from : List.of(
                List.of("Sec-Fetch-Site", "cross-site"),
                List.of("Sec-Fetch-Site", "same-site"),
                List.of("Sec-Fetch-Site", "none"),
                List.of("Origin", "https://elsewhere.example"),
                List.of("Origin", "null"),
                List.of("Referer", "http://127.0.0.1/console"))) {
            HttpResponse<String> answer =
                    visitor.post("/console/logout", "", "Cookie", session, from.getFirst(), from.getLast());
            assertThat(answer.statusCode()).as(from.toString()).isEqualTo(403);
        }
        assertThat(visitor.get("/console/clients/new", "Cookie", session).statusCode())
                .isEqualTo(200);
        String own = "http://127.0.0.1:" + visitor.port();
        assertThat(visitor.post("/console/logout", "", "Cookie", session, "Origin", own)
                        .statusCode())
                .isEqualTo(303);
    }

    @Test
    void after_thirty_wrong_tokens_a_guesser_is_told_to_wait_and_the_right_token_is_accepted() {
        for (int i = 0; i < GuessLimit.FREE; i++) {
            assertThat(visitor.logIn("wrong").statusCode()).isEqualTo(401);
        }

        HttpResponse<String> guess = visitor.logIn("wrong");

        assertThat(guess.statusCode()).isEqualTo(429);
        assertThat(guess.headers().firstValue("Retry-After")).isPresent();
        assertThat(guess.headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(visitor.logIn(ConsoleVisitor.TOKEN).statusCode()).isEqualTo(303);
    }

    @Test
    void guesses_at_the_api_and_at_the_console_count_together_and_the_right_bearer_token_passes() {
        for (int i = 0; i < GuessLimit.FREE; i++) {
            assertThat(visitor.logIn("wrong").statusCode()).isEqualTo(401);
        }

        HttpResponse<String> guess = visitor.get("/api/v1/whatsapp/integration", "Authorization", "Bearer wrong");

        assertThat(guess.statusCode()).isEqualTo(429);
        assertThat(guess.headers().firstValue("Retry-After")).isPresent();
        assertThat(visitor.get("/api/v1/whatsapp/integration", "Authorization", "Bearer " + ConsoleVisitor.TOKEN)
                        .statusCode())
                .isEqualTo(503);
        assertThat(visitor.get("/api/v1/whatsapp/integration").statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/console/login", "/", "/docs", "/api/v1/whatsapp/integration"})
    void a_host_that_is_not_ours_is_refused_whoever_asks(String path) {
        int port = visitor.port();
        try (RawHttp rebound = new RawHttp(port)) {
            rebound.send("GET " + path + " HTTP/1.1\r\nHost: attacker.example:" + port + "\r\nAuthorization: Bearer "
                    + ConsoleVisitor.TOKEN + "\r\nConnection: close\r\n\r\n");

            assertThat(rebound.untilTheEnd(Duration.ofSeconds(20))).startsWith("HTTP/1.1 421");
        }
    }

    @Test
    void a_header_does_not_change_the_method_of_a_request() {
        HttpResponse<String> answer = visitor.get(
                "/api/v1/chatbots/shop/test",
                "Authorization",
                "Bearer " + ConsoleVisitor.TOKEN,
                "X-HTTP-Method-Override",
                "POST");

        assertThat(answer.statusCode()).isIn(404, 405);
        assertThat(visitor.get("/console/login", "X-HTTP-Method-Override", "POST")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void the_log_tells_of_strangers_at_most_once_in_ten_seconds_for_each_reason() {
        try (LogLines log = new LogLines()) {
            for (int i = 0; i < 8; i++) {
                visitor.logIn("wrong");
                visitor.logIn("wrong", "Sec-Fetch-Site", "cross-site");
            }

            assertThat(log.all()).filteredOn(line -> line.contains("login")).hasSizeLessThanOrEqualTo(1);
            assertThat(log.all())
                    .filteredOn(line -> line.contains("another site"))
                    .hasSizeLessThanOrEqualTo(1);
        }
    }
}
