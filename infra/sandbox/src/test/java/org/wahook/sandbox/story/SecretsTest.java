package org.wahook.sandbox.story;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.wahook.sandbox.LocalSystem;
import org.wahook.shared.topology.Topology;
import org.wahook.testbed.meta.Customer;
import org.wahook.testbed.meta.GraphBehaviour.AcceptThenHangUp;
import org.wahook.testbed.meta.GraphBehaviour.Fail;
import org.wahook.testbed.meta.GraphBehaviour.RawStatus;
import org.wahook.testbed.meta.MessageBodies;
import org.wahook.testbed.meta.WebhookBodies;
import org.wahook.testbed.responder.ResponseBehaviour.Raw;
import org.wahook.testbed.responder.ResponseBehaviour.Reply;

/** Nothing that is secret or private is written where others read: logs at their most talkative, metrics, dead letters. */
class SecretsTest {

    private static final String PHONE = "4915112345678";
    private static final String USER_ID = "US.13491208655302741918";
    private static final String NAME = "Annabella Smith";
    private static final String WORDS = "my blood test results";
    private static final String REPLY = "your results are fine";

    private final Client shop = Client.named("shop");
    private final Client clumsy = Client.named("clumsy");
    private final Customer anna = new Customer(PHONE, USER_ID, NAME);
    private final Log log = new Log();

    private StoryFixture stage;

    /** What must not be found, wherever it is looked for. */
    private List<String> planted() {
        return List.of(
                LocalSystem.APP_SECRET,
                LocalSystem.FALLBACK_VERIFY_TOKEN,
                shop.apiKey(),
                shop.accessToken(),
                shop.verifyToken(),
                clumsy.apiKey(),
                clumsy.accessToken(),
                PHONE,
                USER_ID,
                NAME,
                WORDS,
                REPLY);
    }

    @BeforeEach
    void open() {
        log.attach();
        stage = StoryFixture.open(1, Map.of("SEND_SETTLE_TIME", "200ms"));
        stage.client(shop);
        stage.client(clumsy);
    }

    @AfterEach
    void close() {
        stage.close();
        log.detach();
    }

    @Test
    void stay_out_of_logs_metrics_and_dead_letters_whatever_happens() throws Exception {
        success();
        failuresOfTheResponseApi();
        failuresOfMeta();
        brokenWebhooks();
        handshakes();
        stage.system().addWorker();
        stage.system().remove(stage.system().workers().getFirst());
        stage.settle();

        assertThat(stage.letters(Topology.REPLIES_DEAD)).hasSizeGreaterThanOrEqualTo(4);
        assertThat(stage.letters(Topology.EVENTS_DEAD)).hasSizeGreaterThanOrEqualTo(3);
        assertThat(stage.letters(Topology.UNROUTED)).hasSize(1);
        for (String queue : List.of(Topology.REPLIES_DEAD, Topology.EVENTS_DEAD, Topology.UNROUTED)) {
            stage.letters(queue)
                    .forEach(letter ->
                            assertClean(queue, String.valueOf(letter.headers().values())));
        }
        stage.letters(Topology.REPLIES_DEAD).forEach(letter -> assertClean("a job", letter.body()));
        assertClean("metrics of ingest", metrics(stage.system().ingest().managementPort()));
        assertClean(
                "metrics of the worker",
                metrics(stage.system().workers().getFirst().managementPort()));
        assertThat(log.lines()).as("the log is really read").anyMatch(line -> line.contains("webhook"));
        log.lines().forEach(line -> assertClean("the log", line));
    }

    private void success() {
        stage.ai().answer(asked -> new Reply(REPLY));
        stage.say(shop, anna, WORDS);
        stage.say(shop, Customer.withoutPhone(USER_ID, NAME), WORDS);
        stage.settle();
        assertThat(stage.meta().sentCount()).isGreaterThan(0);
    }

    /** An API that repeats in its errors whatever it was sent. */
    private void failuresOfTheResponseApi() {
        for (int status : List.of(500, 400, 429)) {
            boolean[] failed = {false};
            stage.ai().answer(asked -> {
                if (status == 429 && failed[0]) {
                    return new Reply(REPLY);
                }
                failed[0] = true;
                return Raw.json(status, asked.body().toString());
            });
            stage.say(shop, anna, WORDS);
            stage.settle();
        }
        stage.ai().answer(asked -> Raw.json(200, asked.body().toString()));
        stage.say(shop, anna, WORDS);
        stage.settle();
    }

    /** Errors of Meta's that quote the request. */
    private void failuresOfMeta() {
        stage.ai().answer(asked -> new Reply(REPLY));
        String quoting = "to +%s or %s with Bearer %s".formatted(PHONE, USER_ID, clumsy.accessToken());
        stage.meta().behaveOnce(request -> true, new Fail(400, 100, "(#100) Invalid parameter: " + quoting));
        stage.say(clumsy, anna, WORDS);
        stage.settle();
        stage.meta().behaveOnce(request -> true, new RawStatus(502, quoting));
        stage.say(clumsy, anna, WORDS);
        stage.settle();
        stage.meta().behaveOnce(request -> true, new AcceptThenHangUp());
        stage.say(clumsy, anna, WORDS);
        stage.settle();
        stage.meta().behaveOnce(request -> true, new Fail(401, 190, "Error validating access token: " + quoting));
        stage.say(clumsy, anna, WORDS);
        stage.settle();
    }

    private void brokenWebhooks() {
        stage.post(("{\"text\":\"" + WORDS).getBytes(StandardCharsets.UTF_8));
        stage.post(WebhookBodies.messages(
                shop.number(), anna, MessageBodies.text(anna, "wamid.\0", Instant.now(), WORDS)));
        stage.post(WebhookBodies.messages(shop.number(), anna, MessageBodies.text(anna, "", Instant.now(), WORDS)));
        stage.say(Client.named("nobody"), anna, WORDS);
        byte[] body = WebhookBodies.text(shop.number(), anna, StoryFixture.newWamid(), Instant.now(), WORDS);
        assertThat(stage.sender().postSigned(body, "sha256=" + "0".repeat(64)).status())
                .isEqualTo(401);
        assertThat(stage.sender().postSigned(body, null).status()).isEqualTo(401);
        stage.settle();
    }

    private void handshakes() throws IOException, InterruptedException {
        for (String token : List.of(shop.verifyToken(), LocalSystem.FALLBACK_VERIFY_TOKEN, shop.accessToken())) {
            get(stage.system().webhookUrl() + "?hub.mode=subscribe&hub.challenge=1&hub.verify_token=" + token);
        }
    }

    private static String metrics(int port) throws IOException, InterruptedException {
        String metrics = get("http://127.0.0.1:" + port + "/metrics");
        assertThat(metrics).contains("wahook_");
        return metrics;
    }

    private static String get(String url) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(URI.create(url))
                                    .timeout(Duration.ofSeconds(30))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        }
    }

    private void assertClean(String where, String text) {
        List<String> found = new ArrayList<>();
        for (String secret : planted()) {
            if (text.contains(secret)) {
                found.add(secret);
            }
        }
        assertThat(found).as("%s: %s", where, text).isEmpty();
    }

    /** As LOG_LEVEL=trace: all of ours, and the warnings of the libraries. */
    private static final class Log extends AppenderBase<ILoggingEvent> {

        private final Queue<String> lines = new ConcurrentLinkedQueue<>();
        private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        private final Logger ours = (Logger) LoggerFactory.getLogger("org.wahook");

        void attach() {
            setContext(root.getLoggerContext());
            start();
            root.addAppender(this);
            ours.setLevel(Level.TRACE);
        }

        void detach() {
            ours.setLevel(null);
            root.detachAppender(this);
        }

        List<String> lines() {
            return List.copyOf(lines);
        }

        @Override
        protected void append(ILoggingEvent event) {
            String error =
                    event.getThrowableProxy() == null ? "" : ThrowableProxyUtil.asString(event.getThrowableProxy());
            lines.add("%s %s %s %s %s"
                    .formatted(
                            event.getLevel(),
                            event.getLoggerName(),
                            event.getFormattedMessage(),
                            event.getKeyValuePairs(),
                            error));
        }
    }
}
