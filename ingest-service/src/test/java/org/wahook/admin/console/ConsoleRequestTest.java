package org.wahook.admin.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.wahook.admin.GuessLimit;
import org.wahook.admin.console.view.FormState;
import org.wahook.platform.config.Secret;

/** Pages that are looked at, and pages that ask again by themselves; on a clock of the test. */
class ConsoleRequestTest {

    private static final String TOKEN = "an-admin-token-of-more-than-32-characters";

    private final AtomicLong nanos = new AtomicLong();
    private final Templates templates = new Templates(new Assets());
    private final Console console = new Console(new Secret(TOKEN), new GuessLimit(nanos::get), templates, nanos::get);

    private static ConsoleRequest request(
            String method, Optional<String> cookie, boolean live, Map<String, String> form) {
        Map<String, List<String>> fields =
                form.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, it -> List.of(it.getValue())));
        return new ConsoleRequest(method, Map.of(), Map.of(), fields, cookie, "192.0.2.1", true, live, false);
    }

    private ConsoleResponse answer(ConsoleRequest request, Console.Handler handler) {
        return console.refuse(request, false).orElseGet(() -> console.page(request, handler));
    }

    private ConsoleResponse blank(ConsoleRequest request, Session session) {
        return templates.page(
                Templates.Page.of("newClient", "Add a client", "clients"), session, Map.of("inputs", FormState.EMPTY));
    }

    private String logIn() {
        ConsoleResponse reply = console.login(request("POST", Optional.empty(), false, Map.of("token", TOKEN)));
        return reply.headers().getOrDefault("Set-Cookie", "").replaceAll("^[^=]*=|;.*$", "");
    }

    private ConsoleResponse look(String session) {
        return answer(request("GET", Optional.of(session), false, Map.of()), this::blank);
    }

    private ConsoleResponse poll(String session) {
        return answer(request("GET", Optional.of(session), true, Map.of()), this::blank);
    }

    private static String text(ConsoleResponse reply) {
        return new String(reply.body(), StandardCharsets.UTF_8);
    }

    @Test
    void a_page_that_asks_again_by_itself_leaves_the_word_for_the_next_page_alone() {
        String session = logIn();
        answer(request("POST", Optional.of(session), false, Map.of("bot", "paused")), (request, its) -> {
            its.complain("The database is unavailable.");
            return ConsoleResponse.goTo("/console");
        });

        assertThat(text(poll(session))).doesNotContain("class=\"notice");
        assertThat(text(look(session))).contains("class=\"notice bad\"");
        assertThat(text(look(session))).doesNotContain("class=\"notice");
    }

    @Test
    void a_page_that_is_left_open_is_sent_to_the_login_after_an_hour() {
        String session = logIn();
        for (int i = 0; i < 59; i++) {
            nanos.addAndGet(Duration.ofMinutes(1).toNanos());
            assertThat(poll(session).status()).isEqualTo(200);
            assertThat(poll(session).headers()).doesNotContainKey("HX-Redirect");
        }
        nanos.addAndGet(Duration.ofMinutes(2).toNanos());

        assertThat(poll(session).headers()).containsEntry("HX-Redirect", "/console/login");
    }

    @Test
    void a_page_that_is_looked_at_keeps_the_session_open() {
        String session = logIn();
        for (int i = 0; i < 3; i++) {
            nanos.addAndGet(Duration.ofMinutes(50).toNanos());
            assertThat(look(session).status()).isEqualTo(200);
        }
    }
}
