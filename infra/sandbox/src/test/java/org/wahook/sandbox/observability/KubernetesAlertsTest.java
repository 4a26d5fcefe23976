package org.wahook.sandbox.observability;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wahook.sandbox.deploy.Yaml;

/**
 * The PrometheusRule of the manifests against all of {@code alerts-test.yml} once more, with the labels that the Prometheus operator
 * gives to what it scrapes. A rule that joins or counts by a label which is another one there would not fire.
 */
class KubernetesAlertsTest {

    private static final Path INFRA = Path.of("..", "..", "infra");

    /** What it adds to {@code job} and {@code instance}. */
    private static final String OF_SERIES =
            "namespace=\"wahook\",container=\"main\",endpoint=\"management\",pod=\"pod-of-this\",";

    private static final String OF_ALERTS =
            "namespace: wahook, container: main, endpoint: management, pod: pod-of-this, ";

    /** Those whose labels are all of the series', since they add nothing up. */
    private static final Set<String> KEEP_ALL_LABELS = Set.of("NotReady", "ServiceDown", "RabbitmqNodeDown");

    private static final Pattern SERIES = Pattern.compile("( +- series: (?:wahook_|rabbitmq_|up\\{).*)");
    private static final Pattern ALERT = Pattern.compile(".*alertname: (\\w+).*");

    @TempDir
    private Path folder;

    @Test
    void every_alert_fires_and_stays_quiet_with_the_labels_of_kubernetes_too() throws Exception {
        // JSON is YAML.
        Files.writeString(
                folder.resolve("alerts.yml"),
                Yaml.documents(INFRA.resolve("kubernetes/alerts.yaml"))
                        .getFirst()
                        .path("spec")
                        .toString());
        Files.write(
                folder.resolve("alerts-test.yml"),
                ofKubernetes(Files.readAllLines(INFRA.resolve("prometheus/alerts-test.yml"))));

        assertThat(Promtool.run(folder, "test", "rules", "alerts-test.yml")).contains("SUCCESS");
    }

    private static List<String> ofKubernetes(List<String> lines) {
        List<String> changed = new ArrayList<>();
        String alert = "";
        for (String line : lines) {
            Matcher named = ALERT.matcher(line);
            alert = named.matches() ? named.group(1) : alert;
            if (line.contains("namespace")) {
                changed.add(line);
            } else if (SERIES.matcher(line).matches()) {
                changed.add(line.replaceFirst("\\{", "{" + OF_SERIES)
                        .replace("job=\"rabbitmq\"", "job=\"wahook-rabbitmq\""));
            } else if (line.contains("exp_labels: {") && KEEP_ALL_LABELS.contains(alert)) {
                changed.add(
                        line.replaceFirst("\\{", "{" + OF_ALERTS).replace("job: rabbitmq,", "job: wahook-rabbitmq,"));
            } else {
                changed.add(line);
            }
        }
        assertThat(changed).as("changed at all").isNotEqualTo(lines);
        return changed;
    }
}
