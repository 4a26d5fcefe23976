package org.wahook.worker.responder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wahook.worker.responder.ResponseApiFixture.QUESTION;
import static org.wahook.worker.responder.ResponseApiFixture.SHORT;
import static org.wahook.worker.responder.ResponseApiFixture.api;
import static org.wahook.worker.responder.ResponseApiFixture.hangUp;
import static org.wahook.worker.responder.ResponseApiFixture.json;
import static org.wahook.worker.responder.ResponseApiFixture.reasonOf;
import static org.wahook.worker.responder.ResponseApiFixture.silence;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.wahook.platform.config.Secret;
import org.wahook.platform.telemetry.ClientNames;
import org.wahook.testbed.FreePort;
import org.wahook.worker.outcome.Reason;

/** Response APIs that are slow, away, or fail again and again. */
class ResponseApiOutageTest {

    @AutoClose
    private final ResponseApiFixture server = new ResponseApiFixture();

    @Test
    void the_time_limit_is_for_the_whole_call_even_where_bytes_trickle_in() {
        server.answers(exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, 0);
            for (int i = 0; i < 600; i++) {
                exchange.getResponseBody().write(' ');
                exchange.getResponseBody().flush();
                Thread.sleep(100);
            }
        });
        long began = System.nanoTime();

        try (ResponseApi impatient = api(server.baseUrl() + "/response", "/response", SHORT)) {
            assertThat(reasonOf(impatient.ask(QUESTION))).isEqualTo(Reason.RESPONSE_API_TIMEOUT);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(30));
    }

    @Test
    void nobody_there_and_a_broken_connection_are_told_from_a_slow_answer() {
        try (ResponseApi nobody = api("http://127.0.0.1:" + FreePort.next(), "/response")) {
            assertThat(reasonOf(nobody.ask(QUESTION))).isEqualTo(Reason.RESPONSE_API_UNREACHABLE);
        }
        try (ResponseApi unknownHost = api("http://no-such-host.invalid/", "/response")) {
            assertThat(reasonOf(unknownHost.ask(QUESTION))).isEqualTo(Reason.RESPONSE_API_UNREACHABLE);
        }
        server.answers(hangUp());
        assertThat(reasonOf(server.ask())).isEqualTo(Reason.RESPONSE_API_UNREACHABLE);
        server.answers(silence());
        try (ResponseApi impatient = api(server.baseUrl() + "/response", "/response", SHORT)) {
            assertThat(reasonOf(impatient.ask(QUESTION))).isEqualTo(Reason.RESPONSE_API_TIMEOUT);
        }
    }

    @Test
    void after_many_failures_a_client_is_not_asked_for_a_while_and_others_are() {
        Responder responder = new Responder(server.api(), new SimpleMeterRegistry(), new ClientNames());
        server.answers(json(500, "{}"));
        for (int i = 0; i < 20; i++) {
            assertThat(responder.ask(QUESTION)).isInstanceOf(Answer.Unavailable.class);
        }
        assertThat(responder.ask(QUESTION)).isInstanceOf(Answer.BreakerOpen.class);
        assertThat(server.requests()).hasSize(20);

        server.answers(json(200, "{\"response\":\"Hi\"}"));
        Question other = new Question("other", new Secret("k"), "1", List.of(), "turn-2-1", Optional.empty());
        assertThat(responder.ask(other)).isEqualTo(new Answer.Reply("Hi"));
    }

    @Test
    void a_client_that_is_told_no_or_to_wait_is_still_asked() {
        Responder responder = new Responder(server.api(), new SimpleMeterRegistry(), new ClientNames());
        for (int status : new int[] {400, 429}) {
            server.answers(json(status, "{}"));
            for (int i = 0; i < 40; i++) {
                responder.ask(QUESTION);
            }
        }

        assertThat(server.requests()).hasSize(80);
    }
}
