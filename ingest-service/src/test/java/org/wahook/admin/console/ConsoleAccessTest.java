package org.wahook.admin.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wahook.admin.GuessLimit;
import org.wahook.admin.LogLines;
import org.wahook.ingest.AdminSettings;
import org.wahook.ingest.IngestApp;
import org.wahook.ingest.RawHttp;

class ConsoleAccessTest {

    private static final String TOKEN = AdminSettings.TOKEN;
    private static final Pattern SESSION = Pattern.compile("wahook_console=([A-Za-z0-9_-]{43});");

    private final HttpClient http = HttpClient.newHttpClient();
    private IngestApp app;

    /** Neither PostgreSQL nor RabbitMQ: who comes in must not depend on them. */
    @BeforeEach
    void start() {
        app = AdminSettings.start(AdminSettings.NO_DATABASE);
    }

    @AfterEach
    void stop() {
        app.close();
        http.close();
    }

    private HttpResponse<String> get(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    private HttpResponse<String> post(String path, String form, String... headers) {
        return send(HttpRequest.newBuilder(uri(path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .headers(headers)
                .POST(BodyPublishers.ofString(form)));
    }

    private HttpResponse<String> logIn(String token, String... more) {
        String form = "token=" + URLEncoder.encode(token, StandardCharsets.UTF_8);
        return more.length == 0
                ? post("/console/login", form, "Sec-Fetch-Site", "same-origin")
                : post("/console/login", form, more);
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + app.adminPort().orElseThrow() + path);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String sessionOf(HttpResponse<String> answer) {
        var matcher = SESSION.matcher(answer.headers().firstValue("Set-Cookie").orElse(""));
        assertThat(matcher.find()).as("a session in the cookie").isTrue();
        return "wahook_console=" + matcher.group(1);
    }

    @Test
    void the_root_of_the_listener_leads_to_the_console_and_that_to_the_login() {
        assertThat(get("/").headers().firstValue("Location")).hasValue("/console");
        HttpResponse<String> console = get("/console");
        assertThat(console.statusCode()).isEqualTo(303);
        assertThat(console.headers().firstValue("Location")).hasValue("/console/login");
        assertThat(get("/console/login").body()).contains("Admin token").doesNotContain("Log out");
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
        assertThat(get(path).statusCode()).isNotEqualTo(200);
        assertThat(get(path, "Cookie", "wahook_console=" + "A".repeat(43)).body())
                .doesNotContain("Log out");
    }

    @Test
    void the_right_token_gives_a_session_that_scripts_and_other_sites_do_not_get() {
        HttpResponse<String> answer = logIn(TOKEN);

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.headers().firstValue("Set-Cookie").orElseThrow())
                .contains("HttpOnly")
                .contains("SameSite=Strict")
                .contains("Path=/console")
                .doesNotContain("Secure")
                .doesNotContain(TOKEN);
        assertThat(logIn(TOKEN, "Sec-Fetch-Site", "same-origin", "X-Forwarded-Proto", "https")
                        .headers()
                        .firstValue("Set-Cookie")
                        .orElseThrow())
                .contains("Secure");
        assertThat(sessionOf(logIn(TOKEN))).isNotEqualTo(sessionOf(logIn(TOKEN)));
    }

    @Test
    void a_session_opens_the_pages_and_not_the_api() {
        String session = sessionOf(logIn(TOKEN));

        assertThat(get("/console/clients/new", "Cookie", session).statusCode()).isEqualTo(200);
        assertThat(get("/api/v1/whatsapp/integration", "Cookie", session).statusCode())
                .isEqualTo(401);
    }

    @Test
    void after_the_logout_the_session_opens_nothing_even_for_who_kept_it() {
        String session = sessionOf(logIn(TOKEN));

        HttpResponse<String> out = post("/console/logout", "", "Cookie", session, "Sec-Fetch-Site", "same-origin");

        assertThat(out.headers().firstValue("Set-Cookie").orElseThrow()).contains("Max-Age=0");
        assertThat(get("/console/clients/new", "Cookie", session).statusCode()).isEqualTo(303);
    }

    @Test
    void a_form_that_does_not_come_from_the_console_is_refused() {
        String session = sessionOf(logIn(TOKEN));
        for (List<String> from : List.of(
                List.of("Sec-Fetch-Site", "cross-site"),
                List.of("Sec-Fetch-Site", "same-site"),
                List.of("Sec-Fetch-Site", "none"),
                List.of("Origin", "https://elsewhere.example"),
                List.of("Origin", "null"),
                List.of("Referer", "http://127.0.0.1/console"))) {
            HttpResponse<String> answer =
                    post("/console/logout", "", "Cookie", session, from.getFirst(), from.getLast());
            assertThat(answer.statusCode()).as(from.toString()).isEqualTo(403);
        }
        assertThat(get("/console/clients/new", "Cookie", session).statusCode()).isEqualTo(200);
        String own = "http://127.0.0.1:" + app.adminPort().orElseThrow();
        assertThat(post("/console/logout", "", "Cookie", session, "Origin", own).statusCode())
                .isEqualTo(303);
    }

    @Test
    void after_thirty_wrong_tokens_a_guesser_is_told_to_wait_and_the_right_token_is_accepted() {
        for (int i = 0; i < GuessLimit.FREE; i++) {
            assertThat(logIn("wrong").statusCode()).isEqualTo(401);
        }

        HttpResponse<String> guess = logIn("wrong");

        assertThat(guess.statusCode()).isEqualTo(429);
        assertThat(guess.headers().firstValue("Retry-After")).isPresent();
        assertThat(guess.headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(logIn(TOKEN).statusCode()).isEqualTo(303);
    }

    @Test
    void guesses_at_the_api_and_at_the_console_count_together_and_the_right_bearer_token_passes() {
        for (int i = 0; i < GuessLimit.FREE; i++) {
            assertThat(logIn("wrong").statusCode()).isEqualTo(401);
        }

        HttpResponse<String> guess = get("/api/v1/whatsapp/integration", "Authorization", "Bearer wrong");

        assertThat(guess.statusCode()).isEqualTo(429);
        assertThat(guess.headers().firstValue("Retry-After")).isPresent();
        assertThat(get("/api/v1/whatsapp/integration", "Authorization", "Bearer " + TOKEN)
                        .statusCode())
                .isEqualTo(503);
        assertThat(get("/api/v1/whatsapp/integration").statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/console/login", "/", "/docs", "/api/v1/whatsapp/integration"})
    void a_host_that_is_not_ours_is_refused_whoever_asks(String path) {
        int port = app.adminPort().orElseThrow();
        try (RawHttp rebound = new RawHttp(port)) {
            rebound.send("GET " + path + " HTTP/1.1\r\nHost: attacker.example:" + port + "\r\nAuthorization: Bearer "
                    + TOKEN + "\r\nConnection: close\r\n\r\n");

            assertThat(rebound.untilTheEnd(Duration.ofSeconds(20))).startsWith("HTTP/1.1 421");
        }
    }

    @Test
    void a_header_does_not_change_the_method_of_a_request() {
        HttpResponse<String> answer =
                get("/api/v1/chatbots/shop/test", "Authorization", "Bearer " + TOKEN, "X-HTTP-Method-Override", "POST");

        assertThat(answer.statusCode()).isIn(404, 405);
        assertThat(get("/console/login", "X-HTTP-Method-Override", "POST").statusCode())
                .isEqualTo(200);
    }

    @Test
    void the_log_tells_of_strangers_at_most_once_in_ten_seconds_for_each_reason() {
        try (LogLines log = new LogLines()) {
            for (int i = 0; i < 8; i++) {
                logIn("wrong");
                logIn("wrong", "Sec-Fetch-Site", "cross-site");
            }

            assertThat(log.all()).filteredOn(line -> line.contains("login")).hasSizeLessThanOrEqualTo(1);
            assertThat(log.all())
                    .filteredOn(line -> line.contains("another site"))
                    .hasSizeLessThanOrEqualTo(1);
        }
    }

    @Test
    void pages_take_scripts_and_styles_from_nowhere_else_and_are_kept_by_nobody() {
        HttpResponse<String> page = get("/console/clients/new", "Cookie", sessionOf(logIn(TOKEN)));

        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'")
                .contains("script-src 'self'")
                .contains("frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(page.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(page.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(page.body())
                .doesNotContain("<style")
                .doesNotContain(" style=")
                .doesNotContain(" onclick=");
        assertThat(Pattern.compile("(src|href)=\"https?:").matcher(page.body()).find())
                .isFalse();
    }

    @Test
    void the_files_of_the_pages_come_from_our_own_jar_and_browsers_keep_them() {
        String page = get("/console/login").body();
        var file = Pattern.compile("(?:src|href)=\"(/console/assets/[^\"]+)\"").matcher(page);
        int files = 0;
        while (file.find()) {
            HttpResponse<String> answer = get(file.group(1));
            assertThat(answer.statusCode()).as(file.group(1)).isEqualTo(200);
            assertThat(answer.headers().firstValue("Cache-Control").orElseThrow())
                    .contains("immutable");
            files++;
        }
        assertThat(files).isEqualTo(4);
        assertThat(get("/console/assets/chart.js").body()).contains("Chart");
        assertThat(get("/console/assets/../../admin/openapi.json").statusCode()).isNotEqualTo(200);
        assertThat(get("/console/assets/nothing.js").statusCode()).isEqualTo(404);
    }

    @Test
    void without_the_database_a_page_says_that_it_is_away() {
        HttpResponse<String> page = get("/console", "Cookie", sessionOf(logIn(TOKEN)));

        assertThat(page.statusCode()).isEqualTo(503);
        assertThat(page.body()).contains("The database is unavailable").contains("Log out");
    }

    @Test
    void a_page_that_asks_again_by_itself_is_sent_to_the_login_once_its_session_is_over() {
        HttpResponse<String> answer = get("/console/queues", "HX-Request", "true");

        assertThat(answer.headers().firstValue("HX-Redirect")).hasValue("/console/login");
        assertThat(answer.body()).isEmpty();
    }
}
