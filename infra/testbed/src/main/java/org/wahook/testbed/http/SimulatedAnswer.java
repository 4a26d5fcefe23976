package org.wahook.testbed.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/** What a simulated API does with a request; made first, done once. */
public sealed interface SimulatedAnswer {

    /** Does it, and ends the exchange. */
    void give(HttpExchange exchange) throws IOException, InterruptedException;

    /** One that its maker gives by itself. */
    non-sealed interface Custom extends SimulatedAnswer {}

    /** A JSON answer. */
    static SimulatedAnswer json(int status, String body) {
        return new Full(status, "application/json; charset=UTF-8", body, Map.of());
    }

    /** A whole answer. */
    record Full(int status, String contentType, String body, Map<String, String> headers) implements SimulatedAnswer {
        public Full {
            headers = Map.copyOf(headers);
        }

        @Override
        public void give(HttpExchange exchange) throws IOException {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", contentType);
            headers.forEach(exchange.getResponseHeaders()::set);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        }
    }

    /** The same, but later. */
    record Later(Duration after, SimulatedAnswer answer) implements SimulatedAnswer {
        @Override
        public void give(HttpExchange exchange) throws IOException, InterruptedException {
            Thread.sleep(after);
            answer.give(exchange);
        }
    }

    /** The same, and then something else. */
    record Then(SimulatedAnswer answer, Runnable after) implements SimulatedAnswer {
        @Override
        public void give(HttpExchange exchange) throws IOException, InterruptedException {
            answer.give(exchange);
            after.run();
        }
    }

    /** Closes the connection without a byte. */
    record HangUp() implements SimulatedAnswer {
        @Override
        public void give(HttpExchange exchange) {
            // Closing an exchange whose headers were not sent closes its connection.
            exchange.close();
        }
    }

    /** Says nothing until the server is closed. */
    record Silence() implements SimulatedAnswer {
        @Override
        public void give(HttpExchange exchange) throws InterruptedException {
            Thread.sleep(Duration.ofDays(1));
        }
    }
}
