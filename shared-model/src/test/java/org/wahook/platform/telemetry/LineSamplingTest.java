package org.wahook.platform.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.spi.FilterReply;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LineSamplingTest {

    @Test
    void one_line_of_so_many_passes_of_webhooks_and_of_turns_each() {
        LineSampling sampling = new LineSampling(10);

        assertThat(passed(sampling, "org.wahook.ingest.webhook.WebhookLog", Level.INFO))
                .isEqualTo(10);
        assertThat(passed(sampling, "org.wahook.worker.consumer.TurnLog", Level.INFO))
                .isEqualTo(10);
    }

    @Test
    void warnings_and_other_lines_always_pass() {
        LineSampling sampling = new LineSampling(10);

        assertThat(passed(sampling, "org.wahook.worker.consumer.TurnLog", Level.WARN))
                .isEqualTo(100);
        assertThat(passed(sampling, "org.wahook.worker.WorkerApp", Level.INFO)).isEqualTo(100);
    }

    @Test
    void with_one_all_pass() {
        assertThat(passed(new LineSampling(1), "org.wahook.ingest.webhook.WebhookLog", Level.INFO))
                .isEqualTo(100);
    }

    private static long passed(LineSampling sampling, String logger, Level level) {
        LoggingEvent line = new LoggingEvent();
        line.setLoggerName(logger);
        line.setLevel(level);
        return IntStream.range(0, 100)
                .filter(i -> sampling.decide(line) != FilterReply.DENY)
                .count();
    }
}
