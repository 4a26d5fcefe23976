package org.wahook.worker.reply;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.wahook.platform.telemetry.Buckets;

/** How long the stages of turns take. */
public final class StageTimers {

    private final Map<Stage, Timer> timers = new EnumMap<>(Stage.class);

    public StageTimers(MeterRegistry meters) {
        for (Stage stage : Stage.values()) {
            timers.put(
                    stage,
                    Buckets.SLOW
                            .timer("wahook.stage", "Stages of turns")
                            .tag("stage", stage.word())
                            .register(meters));
        }
    }

    void record(Stage stage, long nanos) {
        Timer timer = timers.get(stage);
        if (timer != null) {
            timer.record(nanos, TimeUnit.NANOSECONDS);
        }
    }
}
