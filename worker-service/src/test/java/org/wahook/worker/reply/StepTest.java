package org.wahook.worker.reply;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wahook.worker.outcome.Outcome;

class StepTest {

    private final List<String> ran = new ArrayList<>();

    @Test
    void each_stage_takes_what_the_one_before_gave() {
        Outcome outcome = Step.next(1)
                .then(n -> stage(n + 1))
                .then(n -> stage(n * 10))
                .finish(
                        n -> {
                            ran.add("finish " + n);
                            return Outcome.done();
                        },
                        end -> end);

        assertThat(outcome).isEqualTo(Outcome.done());
        assertThat(ran).containsExactly("stage 2", "stage 20", "finish 20");
    }

    @Test
    void after_a_stop_no_stage_runs_and_its_outcome_is_the_end() {
        Outcome stopped = new Outcome.Ignored("enough");
        Outcome outcome = Step.next(1)
                .<Integer>then(n -> Step.stop(stopped))
                .then(this::stage)
                .finish(n -> Outcome.done(), end -> end);

        assertThat(outcome).isSameAs(stopped);
        assertThat(ran).isEmpty();
    }

    private Step<Integer> stage(int value) {
        ran.add("stage " + value);
        return Step.next(value);
    }
}
