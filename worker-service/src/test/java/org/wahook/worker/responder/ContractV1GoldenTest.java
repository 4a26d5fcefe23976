package org.wahook.worker.responder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.wahook.platform.config.Secret;
import org.wahook.platform.outgoing.OutgoingAllowed;
import org.wahook.worker.responder.HistoryEntry.Role;

/**
 * What clients' response APIs have been sent since the first version, byte for byte: the request line, every header in its
 * order, and the body. Bots are built on it, so nothing that is added may change it.
 */
class ContractV1GoldenTest {

    private static final String ANSWER =
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 17\r\n\r\n{\"response\":\"Hi\"}";

    private final ServerSocket server = listen();
    private final CompletableFuture<String> received = CompletableFuture.supplyAsync(this::takeOne);

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    @Test
    void a_client_without_settings_gets_what_it_always_got() {
        ask("http://127.0.0.1:" + server.getLocalPort(), "/response", Optional.empty(), "4915112345678");

        assertThat(received.join()).isEqualTo("""
                POST /response HTTP/1.1
                Idempotency-Key: turn-1-2
                Accept: application/json, text/plain
                Content-Type: application/json
                Content-Length: 279
                Host: 127.0.0.1:PORT
                Connection: Keep-Alive
                Accept-Encoding: gzip
                User-Agent: okhttp/VERSION

                {"query":"[{\\"role\\":\\"user\\",\\"content\\":\\"Say \\\\\\"Hi\\\\\\"\\"},\
                {\\"role\\":\\"assistant\\",\\"content\\":\\"Hi\\"},\
                {\\"role\\":\\"user\\",\\"content\\":\\"[image] Grüß Gott 😀\\"}]",\
                "chatbotId":"shop","user":{"uniqueClientId":"whatsapp_4915112345678_shop",\
                "converslyWebId":"key-of-the-shop"}}""");
    }

    @Test
    void a_client_with_a_response_api_of_its_own_gets_the_same_there() {
        ask(
                "http://127.0.0.1:1",
                "/v1/answers",
                Optional.of("http://127.0.0.1:" + server.getLocalPort() + "/bots"),
                "DE.111222333444555");

        assertThat(received.join())
                .startsWith("POST /bots/v1/answers HTTP/1.1\nIdempotency-Key: turn-1-2\n")
                .endsWith("\"chatbotId\":\"shop\",\"user\":{\"uniqueClientId\":\"whatsapp_DE.111222333444555_shop\","
                        + "\"converslyWebId\":\"key-of-the-shop\"}}");
    }

    private static void ask(String baseUrl, String path, Optional<String> own, String contact) {
        Question question = new Question(
                "shop",
                new Secret("key-of-the-shop"),
                contact,
                List.of(
                        new HistoryEntry(Role.USER, "Say \"Hi\""),
                        new HistoryEntry(Role.ASSISTANT, "Hi"),
                        new HistoryEntry(Role.USER, "[image] Grüß Gott 😀")),
                "turn-1-2",
                own);
        try (ResponseApi api = new ResponseApi(
                baseUrl,
                path,
                Duration.ofSeconds(60),
                "/response",
                OutgoingAllowed.parse("127.0.0.0/8"),
                32,
                Clock.systemUTC())) {
            assertThat(api.ask(question)).isEqualTo(new Answer.Reply("Hi"));
        }
    }

    private static ServerSocket listen() {
        try {
            return new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first request, its port and the library's version replaced by words. */
    private String takeOne() {
        try (Socket socket = server.accept()) {
            InputStream in = socket.getInputStream();
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) in.read());
            }
            int length = Integer.parseInt(head.toString().replaceAll("(?s).*Content-Length: (\\d+).*", "$1"));
            String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
            OutputStream out = socket.getOutputStream();
            out.write(ANSWER.getBytes(StandardCharsets.UTF_8));
            out.flush();
            return head.toString()
                            .replace("\r\n", "\n")
                            .replace("127.0.0.1:" + server.getLocalPort(), "127.0.0.1:PORT")
                            .replaceAll("okhttp/[0-9.]+", "okhttp/VERSION")
                    + body;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
