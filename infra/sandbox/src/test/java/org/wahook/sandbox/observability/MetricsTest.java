package org.wahook.sandbox.observability;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.wahook.sandbox.LocalSystem;
import org.wahook.testbed.Deadline;
import org.wahook.testbed.meta.Customer;
import org.wahook.testbed.meta.WebhookBodies;
import org.wahook.testbed.meta.WebhookNumber;
import org.wahook.testbed.responder.ResponseBehaviour.Raw;
import org.wahook.testbed.responder.ResponseBehaviour.Reply;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Both services have answered, retried and given up: their metrics are those that the documents, dashboards and alerts name. */
class MetricsTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Path ROOT = Path.of("..", "..");
    private static final WebhookNumber SHOP = WebhookNumber.of("waba-shop", "123456789");
    private static final Pattern DOCUMENTED =
            Pattern.compile("^\\| `(\\w+)` \\| (\\w+) \\| (both|ingest|worker) \\| ([^|]*)\\|.*", Pattern.MULTILINE);

    /** Only some garbage collections have such a phase. */
    private static final String SOMETIMES = "jvm_gc_concurrent_phase_time_seconds";

    /** Prometheus adds them to what it scrapes. */
    private static final Set<String> OF_PROMETHEUS = Set.of("job", "instance");

    private static LocalSystem system;
    private static Exposition ingest = new Exposition();
    private static Exposition worker = new Exposition();

    private record Documented(String type, String from, Set<String> labels) {}

    /** RabbitMQ's, PostgreSQL's and Kubernetes' own metrics, which none of our services emits. */
    private static final Pattern OF_OTHER_EXPORTERS = Pattern.compile("\\b(rabbitmq_|pg_|cnpg_|kube_|kubelet_)\\w+");

    @BeforeAll
    static void causeAllOfIt() {
        system = LocalSystem.start(1, Map.of("RETRY_DELAYS", "200ms,400ms"));
        system.client("shop", "key", "123456789", "verify", "token");
        AtomicBoolean failed = new AtomicBoolean();
        system.responseApi().answer(asked -> switch (asked.lastUserContent()) {
            case "refuse" -> Raw.json(400, "{}");
            case "be busy" -> failed.getAndSet(true) ? new Reply("at last") : Raw.json(503, "{}");
            default -> new Reply("fine");
        });
        say("4915112345678", "hello");
        say("4915112345679", "refuse");
        say("4915112345670", "be busy");
        Deadline.eventually(
                SOON,
                "two are answered and one is given up",
                () -> system.meta().sentCount() == 2
                        && !system.query("SELECT 1 FROM messages WHERE status = 'failed'")
                                .isEmpty());
        Deadline.eventually(SOON, "all of it can be seen", () -> {
            System.gc();
            ingest = scrape(system.ingest().managementPort());
            worker = scrape(system.workers().getFirst().managementPort());
            return Stream.of(ingest, worker).allMatch(MetricsTest::looked)
                    && worker.samples
                            .getOrDefault("wahook_client_replies_total", Map.of())
                            .getOrDefault("outcome", Set.of())
                            .containsAll(Set.of("sent", "retried", "dead_lettered"));
        });
    }

    private static boolean looked(Exposition metrics) {
        return metrics.families.containsKey("jvm_gc_pause_seconds")
                && metrics.samples.containsKey("wahook_queue_messages");
    }

    @AfterAll
    static void stop() {
        system.close();
    }

    @Test
    void each_metric_of_a_service_is_documented_with_its_type_and_labels_and_each_documented_one_is_emitted() {
        Map<String, Documented> documented = documented();

        for (Map.Entry<String, Exposition> service :
                Map.of("ingest", ingest, "worker", worker).entrySet()) {
            Map<String, String> emitted = new TreeMap<>(service.getValue().families);
            Map<String, String> expected = new TreeMap<>();
            documented.forEach((name, one) -> {
                if (one.from().equals("both") || one.from().equals(service.getKey())) {
                    expected.put(name, one.type());
                }
            });
            emitted.remove(SOMETIMES);
            expected.remove(SOMETIMES);
            assertThat(emitted).as(service.getKey()).isEqualTo(expected);
        }
    }

    @Test
    void the_labels_of_our_own_metrics_are_documented() {
        documented().forEach((name, one) -> {
            if (name.startsWith("wahook_")) {
                assertThat(labelsOf(name)).as(name).isEqualTo(one.labels());
            }
        });
    }

    @Test
    void each_expression_of_a_dashboard_asks_for_what_is_emitted() throws IOException {
        List<String> expressions = new ArrayList<>();
        try (Stream<Path> files = Files.list(ROOT.resolve("infra/grafana/dashboards"))) {
            for (Path file : files.toList()) {
                List<String> ofOne = new ArrayList<>();
                JsonNode board = new JsonMapper().readTree(Files.readString(file));
                board.path("panels")
                        .forEach(panel -> panel.path("targets")
                                .forEach(target -> ofOne.add(target.path("expr").asString())));
                board.path("templating").path("list").forEach(variable -> {
                    Matcher values = Pattern.compile("label_values\\((\\w+), (\\w+)\\)")
                            .matcher(variable.path("query").path("query").asString());
                    assertThat(values.matches()).isTrue();
                    ofOne.add("sum by (%s) (%s)".formatted(values.group(2), values.group(1)));
                });
                assertThat(ofOne).as(file.toString()).hasSizeGreaterThan(5);
                expressions.addAll(ofOne);
            }
        }

        assertThat(expressions.stream().flatMap(MetricsTest::problems)).isEmpty();
    }

    @Test
    void each_alert_asks_for_what_is_emitted() throws IOException {
        List<Alerts.Alert> alerts = Alerts.read(ROOT.resolve("infra/prometheus/alerts.yml"));

        List<String> ours = alerts.stream()
                .map(Alerts.Alert::expression)
                .filter(expression -> !OF_OTHER_EXPORTERS.matcher(expression).find())
                .toList();
        assertThat(ours).hasSizeGreaterThan(8);
        assertThat(ours.stream().flatMap(MetricsTest::problems)).isEmpty();
    }

    @Test
    void an_expression_about_a_metric_a_label_or_a_value_that_nothing_emits_is_found() {
        assertThat(problems("sum(rate(wahook_webhooks_total{outcome=\"accepted\"}[5m]))"))
                .isEmpty();
        assertThat(problems("sum(rate(wahook_webhook_total[5m]))")).hasSize(1);
        assertThat(problems("wahook_webhooks_total{result=\"accepted\"}")).isNotEmpty();
        assertThat(problems("wahook_webhooks_total{outcome=\"acepted\"}")).hasSize(1);
        assertThat(problems("sum by (reson) (wahook_webhooks_total)")).hasSize(1);
    }

    /** What is wrong with an expression. */
    private static Stream<String> problems(String expression) {
        List<String> problems = new ArrayList<>();
        Promql promql = new Promql(expression);
        Set<String> grouping = new HashSet<>(OF_PROMETHEUS);
        for (Promql.Selector selector : promql.selectors) {
            Set<String> labels = labelsOfSample(selector.metric());
            grouping.addAll(labels);
            if (!selector.metric().equals("up") && labels.isEmpty() && !isSample(selector.metric())) {
                problems.add("no metric " + selector.metric() + " in " + expression);
                continue;
            }
            selector.labels().stream()
                    .filter(label -> !labels.contains(label) && !OF_PROMETHEUS.contains(label))
                    .forEach(label -> problems.add("no label " + label + " in " + expression));
            selector.equal().forEach((label, value) -> {
                if (!OF_PROMETHEUS.contains(label)
                        && !values(selector.metric(), label).contains(value)) {
                    problems.add("no " + label + "=" + value + " in " + expression);
                }
            });
        }
        if (promql.selectors.isEmpty()) {
            problems.add("no metric at all in " + expression);
        }
        promql.groupedBy.stream()
                .filter(label -> !grouping.contains(label))
                .forEach(label -> problems.add("grouped by no label " + label + " in " + expression));
        return problems.stream();
    }

    private static boolean isSample(String name) {
        return Stream.of(ingest, worker).anyMatch(service -> service.samples.containsKey(name));
    }

    private static Set<String> labelsOfSample(String name) {
        Set<String> labels = new HashSet<>();
        Stream.of(ingest, worker)
                .forEach(service -> labels.addAll(
                        service.samples.getOrDefault(name, Map.of()).keySet()));
        return labels;
    }

    private static Set<String> values(String sample, String label) {
        Set<String> values = new HashSet<>();
        Stream.of(ingest, worker)
                .forEach(service -> values.addAll(
                        service.samples.getOrDefault(sample, Map.of()).getOrDefault(label, Set.of())));
        return values;
    }

    private static Set<String> labelsOf(String family) {
        Set<String> labels = labelsOfSample(family);
        labels.addAll(labelsOfSample(family + "_count"));
        return labels;
    }

    private static Map<String, Documented> documented() {
        Map<String, Documented> documented = new TreeMap<>();
        Matcher row = DOCUMENTED.matcher(read(ROOT.resolve("docs/metrics.md")));
        while (row.find()) {
            Set<String> labels = new HashSet<>();
            Matcher label = Pattern.compile("`(\\w+)`").matcher(row.group(4));
            while (label.find()) {
                labels.add(label.group(1));
            }
            documented.put(row.group(1), new Documented(row.group(2), row.group(3), labels));
        }
        return documented;
    }

    private static void say(String phone, String text) {
        byte[] body =
                WebhookBodies.text(SHOP, Customer.withPhone(phone, "Anna"), "wamid." + phone, Instant.now(), text);
        try (var sender = system.sender()) {
            assertThat(sender.post(body).status()).isEqualTo(200);
        }
    }

    private static Exposition scrape(int port) {
        Exposition metrics = new Exposition();
        try (HttpClient http = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://127.0.0.1:%d/metrics".formatted(port));
            metrics.add(http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                    .body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return metrics;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
