package org.wahook.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wahook.ingest.RunningIngest.PATIENCE;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wahook.platform.broker.MessageHeaders;
import org.wahook.shared.bot.CallbackToken;
import org.wahook.shared.topology.Topology;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.rabbitmq.TestRabbit;

/** What a bot sees that posts to its callback. Ingest judges nothing, and PostgreSQL is not needed. */
@Timeout(180)
class CallbackStoryTest {

    private static final String TOKEN = CallbackToken.create();
    private static final byte[] BODY = "{\"version\":2,\"messages\":[]}".getBytes(StandardCharsets.UTF_8);

    private static String broker;
    private static RunningIngest ingest;

    @BeforeAll
    static void start() {
        broker = TestRabbit.shared().createVirtualHost();
        ingest = RunningIngest.start(AdminSettings.NO_DATABASE, broker, Map.of("PUBLISH_TIMEOUT", "3s"))
                .awaitReady();
    }

    @AfterAll
    static void stop() {
        ingest.close();
    }

    private static HttpRequest.Builder to(String token) {
        return HttpRequest.newBuilder(URI.create(ingest.url("/callbacks/" + token)));
    }

    private static HttpRequest.Builder signed(String token) {
        return to(token)
                .header("webhook-id", "id-1")
                .header("webhook-timestamp", "1764590400")
                .header("webhook-signature", "v1,AAAA v1,BBBB");
    }

    @Test
    void a_callback_is_in_its_queue_byte_for_byte_when_it_is_answered_and_the_token_is_nowhere() throws Exception {
        long before = System.currentTimeMillis();

        HttpResponse<String> answer = ingest.send(signed(TOKEN).POST(BodyPublishers.ofByteArray(BODY)));

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.body()).isEmpty();
        List<GetResponse> queued = callbacks();
        assertThat(queued).hasSize(1);
        Map<String, Object> headers = queued.getFirst().getProps().getHeaders();
        assertThat(queued.getFirst().getBody()).isEqualTo(BODY);
        assertThat(queued.getFirst().getProps().getDeliveryMode()).isEqualTo(2);
        assertThat(MessageHeaders.text(headers, MessageHeaders.TOKEN_HASH))
                .contains(CallbackToken.inHeader(CallbackToken.hash(TOKEN)));
        assertThat(MessageHeaders.text(headers, "webhook-id")).contains("id-1");
        assertThat(MessageHeaders.text(headers, "webhook-timestamp")).contains("1764590400");
        assertThat(MessageHeaders.text(headers, "webhook-signature")).contains("v1,AAAA v1,BBBB");
        assertThat(MessageHeaders.number(headers, MessageHeaders.RECEIVED_AT, 0))
                .isBetween(before, System.currentTimeMillis());
        assertThat(headers.toString()).doesNotContain(TOKEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "%2e%2e%2fwebhook", "a%00"})
    void a_path_without_a_token_is_nothing_here(String token) throws Exception {
        assertThat(ingest.send(signed(token).POST(BodyPublishers.ofByteArray(BODY)))
                        .statusCode())
                .isIn(400, 404);
        assertThat(callbacks()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"GET", "PUT", "DELETE", "OPTIONS"})
    void it_is_posted_and_nothing_else(String method) {
        HttpResponse<String> answer = ingest.send(signed(TOKEN).method(method, BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).contains("POST");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            '', 1764590400, 'v1,AAAA'
            id-1, yesterday, 'v1,AAAA'
            id-1, '', 'v1,AAAA'
            id-1, 123456789012, 'v1,AAAA'
            id-1, 1764590400, ''
            'a b', 1764590400, 'v1,AAAA'
            """)
    void without_the_headers_of_the_standard_the_body_is_not_read(String id, String timestamp, String signature)
            throws Exception {
        HttpRequest.Builder request = to(TOKEN);
        header(request, "webhook-id", id);
        header(request, "webhook-timestamp", timestamp);
        header(request, "webhook-signature", signature);

        assertThat(ingest.send(request.POST(BodyPublishers.ofByteArray(BODY))).statusCode())
                .isEqualTo(401);
        assertThat(callbacks()).isEmpty();
    }

    private static void header(HttpRequest.Builder request, String name, String value) {
        if (!value.isEmpty()) {
            request.header(name, value);
        }
    }

    @Test
    void what_is_too_large_is_refused_whether_it_says_so_or_not() throws Exception {
        byte[] large = new byte[1024 * 1024 + 1];
        assertThat(ingest.send(signed(TOKEN).POST(BodyPublishers.ofByteArray(large)))
                        .statusCode())
                .isEqualTo(413);
        assertThat(callbacks()).isEmpty();
        try (RawHttp dripping = new RawHttp(ingest.app().port())) {
            dripping.head(
                    "POST /callbacks/" + TOKEN + " HTTP/1.1",
                    "webhook-id: 1",
                    "webhook-timestamp: 1",
                    "webhook-signature: v1,AAAA",
                    "Content-Length: 100");
            assertThat(dripping.untilTheEnd(Duration.ofSeconds(30))).startsWith("HTTP/1.1 408");
        }
    }

    @Test
    void a_queue_that_takes_nothing_refuses_callbacks_and_webhooks_go_on() throws Exception {
        String full = TestRabbit.shared().createVirtualHost();
        try (RunningIngest crowded = RunningIngest.start(
                        AdminSettings.NO_DATABASE, full, Map.of("PUBLISH_TIMEOUT", "3s"))
                .awaitReady()) {
            try (Connection connection = connect(full);
                    Channel channel = connection.createChannel()) {
                channel.queueDelete(Topology.CALLBACKS);
            }
            HttpResponse<String> answer =
                    crowded.send(HttpRequest.newBuilder(URI.create(crowded.url("/callbacks/" + TOKEN)))
                            .header("webhook-id", "id-1")
                            .header("webhook-timestamp", "1764590400")
                            .header("webhook-signature", "v1,AAAA")
                            .POST(BodyPublishers.ofByteArray(BODY)));

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            assertThat(crowded.meta()
                            .post("{}".getBytes(StandardCharsets.UTF_8))
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void many_callbacks_at_once_are_all_taken_or_refused_with_503() throws Exception {
        List<Integer> statuses = new ArrayList<>(IntStream.range(0, 200)
                .parallel()
                .mapToObj(i -> ingest.send(signed(TOKEN).POST(BodyPublishers.ofByteArray(BODY)))
                        .statusCode())
                .toList());
        assertThat(statuses).isSubsetOf(202, 503);
        long taken = statuses.stream().filter(status -> status == 202).count();
        List<GetResponse> queued = new ArrayList<>();
        Deadline.eventually(PATIENCE, "all that were taken are there", () -> {
            queued.addAll(callbacks());
            return queued.size() >= taken;
        });
        assertThat(taken).isPositive();
    }

    private static Connection connect(String url) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(url);
        return factory.newConnection("test");
    }

    /** Takes them out of their queue. */
    private static List<GetResponse> callbacks() {
        try (Connection connection = connect(broker);
                Channel channel = connection.createChannel()) {
            List<GetResponse> all = new ArrayList<>();
            for (GetResponse next = channel.basicGet(Topology.CALLBACKS, true);
                    next != null;
                    next = channel.basicGet(Topology.CALLBACKS, true)) {
                all.add(next);
            }
            return all;
        } catch (Exception e) {
            throw new IllegalStateException("the callbacks can't be read", e);
        }
    }
}
