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
import org.wahook.admin.AdminOperations;
import org.wahook.admin.GuessLimit;
import org.wahook.admin.deadletter.DeadLetterOperations;
import org.wahook.admin.handshake.HandshakeCheck;
import org.wahook.platform.broker.QueueDepths;
import org.wahook.platform.config.RabbitUrls;
import org.wahook.platform.config.Secret;
import org.wahook.shared.deadletter.DeadLetterCatalog;
import org.wahook.shared.topology.Topology;

/** Pages that are looked at, and pages that ask again by themselves; on a clock of the test. */
class ConsoleRequestTest {

    private static final String TOKEN = "an-admin-token-of-more-than-32-characters";

    private static final RabbitUrls NOWHERE = RabbitUrls.parse("amqp://127.0.0.1:1");
    private static final Topology TOPOLOGY = new Topology(1, List.of(Duration.ofSeconds(1)));

    private final AtomicLong nanos = new AtomicLong();
    private final Console console = new Console(
            new Secret(TOKEN),
            new GuessLimit(nanos::get),
            new Console.Backends(
                    new AdminOperations(List.of(), Optional::empty),
                    new DeadLetterOperations(DeadLetterCatalog.withoutIndex(NOWHERE, TOPOLOGY)),
                    new QueueDepths(NOWHERE, TOPOLOGY),
                    new HandshakeCheck(() -> 1)),
            nanos::get);

    private ConsoleResponse request(
            String method, String path, Optional<String> cookie, boolean live, Map<String, String> form) {
        Map<String, List<String>> fields =
                form.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, it -> List.of(it.getValue())));
        ConsoleRequest request =
                new ConsoleRequest(method, path, Map.of(), Map.of(), cookie, "192.0.2.1", true, live, false);
        return console.refuse(request).orElseGet(() -> console.answer(request.withForm(fields)));
    }

    private String logIn() {
        ConsoleResponse reply = request("POST", "/login", Optional.empty(), false, Map.of("token", TOKEN));
        return reply.headers().getOrDefault("Set-Cookie", "").replaceAll("^[^=]*=|;.*$", "");
    }

    private ConsoleResponse look(String session) {
        return request("GET", "/clients/new", Optional.of(session), false, Map.of());
    }

    private ConsoleResponse poll(String session) {
        return request("GET", "/clients/new", Optional.of(session), true, Map.of());
    }

    private static String text(ConsoleResponse reply) {
        return new String(reply.body(), StandardCharsets.UTF_8);
    }

    @Test
    void a_page_that_asks_again_by_itself_leaves_the_word_for_the_next_page_alone() {
        String session = logIn();
        request("POST", "/conversations/1/bot", Optional.of(session), false, Map.of("bot", "paused"));

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
