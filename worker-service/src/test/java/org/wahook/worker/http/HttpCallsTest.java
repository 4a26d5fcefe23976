package org.wahook.worker.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.Test;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.http.LocalHttpServer;
import org.wahook.worker.testing.Background;

class HttpCallsTest {

    private static final Duration TIMEOUT = Duration.ofMillis(200);

    @Test
    void a_call_that_can_not_be_cancelled_does_not_keep_the_others_from_ending_in_time() throws IOException {
        AtomicInteger cancelled = new AtomicInteger();
        OkHttpClient settings = new OkHttpClient.Builder()
                .readTimeout(Duration.ZERO)
                .eventListener(new EventListener() {
                    @Override
                    public void canceled(Call call) {
                        if (cancelled.incrementAndGet() == 1) {
                            throw new IllegalStateException("planted");
                        }
                    }
                })
                .build();
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                HttpCalls calls = new HttpCalls(settings, 2)) {
            Request request = new Request.Builder()
                    .url("http://127.0.0.1:" + silent.getLocalPort())
                    .build();

            assertThat(isLate(calls, request)).isTrue();
            assertThat(isLate(calls, request)).isTrue();
            // The socket is closed first, which lets the caller go, and the listener is told after that.
            Deadline.eventually(Duration.ofSeconds(60), "both were cancelled", () -> cancelled.get() == 2);
        }
    }

    @Test
    void calls_in_quiet_times_find_the_connection_of_the_one_before() throws IOException {
        Set<InetSocketAddress> connections = ConcurrentHashMap.newKeySet();
        try (LocalHttpServer server = LocalHttpServer.start(exchange -> {
                    connections.add(exchange.getRemoteAddress());
                    exchange.sendResponseHeaders(204, -1);
                    exchange.close();
                });
                HttpCalls calls = new HttpCalls(new OkHttpClient(), 500)) {
            Request request = new Request.Builder().url(server.baseUrl()).build();
            for (int i = 0; i < 20; i++) {
                assertThat(calls.ask(request, Duration.ofSeconds(60), Response::isSuccessful))
                        .isTrue();
            }
        }

        assertThat(connections).hasSize(1);
    }

    private static boolean isLate(HttpCalls calls, Request request) {
        return Background.start(() -> {
                    try {
                        return calls.ask(request, TIMEOUT, Response::isSuccessful);
                    } catch (InterruptedIOException e) {
                        return true;
                    }
                })
                .result();
    }
}
