package org.wahook.worker.reply;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.wahook.testbed.protocol.Rows;
import org.wahook.worker.testing.WorkerDatabase;

/**
 * The model's statements do what PostgreSQL does: random traces of them, with old holders and jobs that have no turn, leave
 * the same rows and give the same answers. So what the search finds of the model holds for the statements.
 */
class ProtocolConformanceTest {

    private static final long SEED = 20_261_128;
    private static final int TRACES = 80;
    private static final int STEPS = 40;

    private static final WorkerDatabase database = WorkerDatabase.create();

    @BeforeAll
    static void begin() {
        assertThat(database.database().problem()).isEmpty();
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @Test
    void random_traces_of_the_model_and_of_the_statements_leave_the_same_rows() {
        assertThat(seenInTracesOf(ProtocolTrace::new))
                .contains("claim 0", "claim 1", "advance 0", "keep 0", "keep 1", "hold true", "hold false")
                .contains("release true", "release false", "releasePaused true", "releasePaused false")
                .contains("startSending true", "startSending false", "sent", "notSent", "unknown", "foundSending")
                .contains("giveUp TAKEN_OVER", "giveUp ALONE", "giveUp OTHERS_WAIT", "revive", "humanFailed")
                .contains("answeredByHuman", "pause", "unpause", "expire", "store", "write");
    }

    @Test
    void random_traces_around_answers_that_come_later_leave_the_same_rows_too() {
        assertThat(seenInTracesOf(AnswerTrace::new))
                .contains("offer true", "offer false", "await true", "await false", "take true", "take false")
                .contains("wake job-1", "wake job-2", "wake -", "timeIsOver", "expired", "done", "giveUp");
    }

    /** Each statement that the traces came to, with its answer: the same rows after each, and the same answer. */
    private static List<String> seenInTracesOf(Function<WorkerDatabase, ModelTrace> kind) {
        List<String> seen = new ArrayList<>();
        for (int trace = 0; trace < TRACES; trace++) {
            Random random = new Random(SEED + trace);
            ModelTrace both = kind.apply(database);
            List<String> done = new ArrayList<>();
            for (int step = 0; step < STEPS; step++) {
                done.add(both.step(random));
                assertThat(both.rowsOfPostgres())
                        .as("trace %d: %s", trace, done)
                        .isEqualTo(both.rowsOfModel());
                assertThat(both.answerOfPostgres())
                        .as("trace %d: the answer to the last of %s", trace, done)
                        .isEqualTo(both.answerOfModel());
                seen.add((done.getLast() + " " + both.answerOfPostgres()).strip());
            }
            assertThat(both.model().count()).isLessThanOrEqualTo(Rows.MOST_MESSAGES);
        }
        return seen;
    }
}
