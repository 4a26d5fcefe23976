package org.wahook.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.wahook.platform.process.ServiceShell;

@Timeout(120)
class ListenersStopTest {

    private static final ListenerLimits LIMITS = ListenerLimits.of(16, 1024);

    private final HttpClient http = HttpClient.newHttpClient();
    private final CountDownLatch begun = new CountDownLatch(3);

    /** Its requests take so long. */
    private HttpListener listener(String name, Duration time) {
        return HttpListener.start(
                name,
                new ListenAddress("127.0.0.1", 0),
                LIMITS,
                routes -> routes.get("/", ctx -> {
                    begun.countDown();
                    Thread.sleep(time);
                    ctx.result("done");
                }));
    }

    private CompletableFuture<HttpResponse<String>> ask(HttpListener listener) {
        return http.sendAsync(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + listener.port() + "/"))
                        .build(),
                BodyHandlers.ofString());
    }

    @Test
    void listeners_stop_side_by_side_and_requests_in_flight_are_answered() throws InterruptedException {
        ServiceShell shell = ServiceShell.start(Duration.ofSeconds(75), it -> it);
        List<HttpListener> all = Stream.of("one", "two", "three")
                .map(name -> shell.addListener(listener(name, Duration.ofSeconds(6))))
                .toList();
        List<CompletableFuture<HttpResponse<String>>> answers =
                all.stream().map(this::ask).toList();
        begun.await();
        long began = System.nanoTime();

        shell.close();

        // One after the other would take 18 s.
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(14));
        assertThat(answers).allMatch(answer -> answer.join().body().equals("done"));
    }

    @Test
    void one_limit_is_for_all_of_them() throws InterruptedException {
        ServiceShell shell = ServiceShell.start(Duration.ofSeconds(4), it -> it);
        List<HttpListener> all = List.of(
                shell.addListener(listener("one", Duration.ofMinutes(1))),
                shell.addListener(listener("two", Duration.ofMinutes(1))),
                shell.addManagement(endpoints -> listener("last", Duration.ofMillis(1))));
        List<CompletableFuture<HttpResponse<String>>> answers =
                all.stream().map(this::ask).toList();
        begun.await();
        long began = System.nanoTime();

        shell.close();

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
        assertThat(answers.getFirst()).failsWithin(Duration.ofSeconds(20));
    }
}
