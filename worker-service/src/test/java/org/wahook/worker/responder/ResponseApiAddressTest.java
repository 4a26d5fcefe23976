package org.wahook.worker.responder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wahook.worker.responder.ResponseApiFixture.TIMEOUT;
import static org.wahook.worker.responder.ResponseApiFixture.full;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wahook.platform.config.Secret;
import org.wahook.platform.outgoing.OutgoingAllowed;
import org.wahook.platform.outgoing.OutgoingTrust;
import org.wahook.worker.outcome.Reason;
import org.wahook.worker.responder.ResponseApiFixture.Request;
import org.wahook.worker.testing.FileServer;

/** Where a client may send its questions. */
class ResponseApiAddressTest {

    @AutoClose
    private final ResponseApiFixture server = new ResponseApiFixture();

    @ParameterizedTest
    @CsvSource({
        "http://169.254.169.254/latest, *",
        "http://169.254.169.254/latest, 0.0.0.0/0",
        "http://[fe80::1]:80, ::/0",
        "http://[::ffff:169.254.169.254], 0.0.0.0/0",
        "http://127.0.0.1:PORT, 10.0.0.0/8",
        "http://localhost:PORT, 10.0.0.0/8",
        "http://127.1:PORT, 10.0.0.0/8",
        "http://0.0.0.0:PORT, 0.0.0.0/0",
        "http://localhost:99999, localhost",
    })
    void a_client_of_its_own_response_api_may_not_name_just_any_address(String url, String allowed) {
        try (ResponseApi guarded = ofClients(allowed)) {
            assertThat(guarded.ask(askedAt(url.replace("PORT", port()))))
                    .isInstanceOfSatisfying(
                            Answer.Unusable.class,
                            it -> assertThat(it.reason()).isEqualTo(Reason.RESPONSE_API_ADDRESS_REFUSED));
        }
        assertThat(server.requests()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"http://127.0.0.1:PORT, 127.0.0.0/8", "http://localhost:PORT, localhost"})
    void what_the_operator_allows_is_asked(String url, String allowed) {
        try (ResponseApi guarded = ofClients(allowed)) {
            assertThat(guarded.ask(askedAt(url.replace("PORT", port())))).isEqualTo(new Answer.Reply("Hi"));
        }
    }

    @Test
    void a_redirect_is_not_followed_with_the_clients_key() {
        server.answers(full(307, "text/html", "", Map.of("Location", server.baseUrl() + "/elsewhere")));

        assertThat(server.ask()).isInstanceOf(Answer.Unusable.class);
        assertThat(server.requests()).extracting(Request::path).containsExactly("/response");
    }

    @Test
    void a_bot_with_a_certificate_of_an_authority_of_ones_own_is_asked_where_that_is_trusted() {
        OutgoingAllowed inside = OutgoingAllowed.parse("127.0.0.1");
        try (FileServer bot = new FileServer();
                ResponseApi trusting = new ResponseApi(
                        bot.url("127.0.0.1", ""),
                        "/response",
                        TIMEOUT,
                        "/response",
                        inside.trusting(OutgoingTrust.parse(FileServer.authorityPem())),
                        4,
                        Clock.systemUTC());
                ResponseApi usual = ofClients("127.0.0.1")) {
            bot.give("/response", "application/json", "{\"response\":\"Hi\"}".getBytes(StandardCharsets.UTF_8));
            Question question = askedAt(bot.url("127.0.0.1", ""));

            assertThat(trusting.ask(question)).isEqualTo(new Answer.Reply("Hi"));
            assertThat(trusting.ask(ResponseApiFixture.QUESTION)).isEqualTo(new Answer.Reply("Hi"));
            assertThat(usual.ask(question))
                    .isInstanceOfSatisfying(
                            Answer.Unavailable.class,
                            none -> assertThat(none.reason()).isEqualTo(Reason.RESPONSE_API_UNREACHABLE));
        }
    }

    private String port() {
        return String.valueOf(URI.create(server.baseUrl()).getPort());
    }

    private static Question askedAt(String url) {
        return new Question("shop", new Secret("key"), "49151", List.of(), "turn-1-1", Optional.of(url));
    }

    private static ResponseApi ofClients(String allowed) {
        OutgoingAllowed parsed = allowed.equals("*") ? OutgoingAllowed.NONE : OutgoingAllowed.parse(allowed);
        return new ResponseApi("http://127.0.0.1:1", "/response", TIMEOUT, "/response", parsed, 4, Clock.systemUTC());
    }
}
