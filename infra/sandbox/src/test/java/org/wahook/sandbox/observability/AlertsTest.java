package org.wahook.sandbox.observability;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The alerts as Prometheus reads them, and when each of them fires. */
class AlertsTest {

    private static final Path FOLDER = Path.of("..", "..", "infra", "prometheus");

    @Test
    void fire_when_their_tests_say_and_not_before() throws Exception {
        assertThat(Promtool.run(FOLDER, "test", "rules", "alerts-test.yml")).contains("SUCCESS");
    }

    @Test
    void are_a_configuration_that_prometheus_takes() throws Exception {
        assertThat(Promtool.run(FOLDER, "check", "config", "prometheus.yml")).contains("SUCCESS", "rules found");
    }

    /** As far as it can be told without promtool. */
    @Test
    void say_what_happened_what_to_do_and_how_bad_it_is_and_have_a_test_in_which_they_fire() throws IOException {
        String tests = Files.readString(FOLDER.resolve("alerts-test.yml"));

        List<Alerts.Alert> alerts = Alerts.read(FOLDER.resolve("alerts.yml"));

        assertThat(alerts).hasSize(occurrences(Files.readString(FOLDER.resolve("alerts.yml")), "- alert: "));
        assertThat(alerts).extracting(Alerts.Alert::name).doesNotHaveDuplicates();
        assertThat(alerts).allSatisfy(alert -> {
            assertThat(alert.text())
                    .contains("summary: '", "description: '")
                    .containsPattern("severity: (info|warning|critical)");
            assertThat(tests)
                    .as(alert.name() + " stays quiet")
                    .contains("alertname: %s, exp_alerts: []".formatted(alert.name()));
            assertThat(tests)
                    .as(alert.name() + " fires")
                    .containsPattern("alertname: %s\n +exp_alerts:\n +- exp_labels".formatted(alert.name()));
            assertThat(occurrences(alert.expression(), "(")).isEqualTo(occurrences(alert.expression(), ")"));
        });
    }

    @Test
    void lead_each_to_its_place_in_the_runbook() throws IOException {
        String runbook = Files.readString(Path.of("..", "..", "docs", "runbook.md"));

        assertThat(Alerts.read(FOLDER.resolve("alerts.yml"))).allSatisfy(alert -> {
            assertThat(alert.text())
                    .as(alert.name())
                    .contains("/docs/runbook.md#" + alert.name().toLowerCase(Locale.ROOT) + "'");
            assertThat(runbook).as(alert.name()).containsPattern("(?m)^### " + alert.name() + "$");
        });
    }

    private static int occurrences(String text, String part) {
        return text.split(Pattern.quote(part), -1).length - 1;
    }
}
