package org.wahook.worker.reply;

import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.wahook.platform.tracing.Span;

/** Watches the turns of one job: its stages as metrics, as spans, and for the job's line in the log. */
public final class TurnWatch {

    private static final StageTimers UNWATCHED = new StageTimers(new CompositeMeterRegistry());

    private final Span turn;
    private final StageTimers timers;
    private final Map<Stage, Long> nanos = new EnumMap<>(Stage.class);
    private boolean foundWork;
    private int history;
    private int messages;
    private int parts;
    private int characters;

    public TurnWatch(Span turn, StageTimers timers) {
        this.turn = turn;
        this.timers = timers;
    }

    static TurnWatch unwatched() {
        return new TurnWatch(Span.NONE, UNWATCHED);
    }

    /** Does a stage's work. */
    <T> T stage(Stage stage, Supplier<T> work) {
        long began = System.nanoTime();
        try (Span span = turn.child(stage.word(), stage.kind())) {
            T result = work.get();
            if (result instanceof Step.Stop<?> stop) {
                span.with("wahook.outcome", stop.outcome().word());
            }
            return result;
        } finally {
            long took = System.nanoTime() - began;
            nanos.merge(stage, took, Long::sum);
            timers.record(stage, took);
        }
    }

    /** Something waited for a turn: for an answer, or to be sent. */
    void foundWork() {
        foundWork = true;
    }

    public boolean hasFoundWork() {
        return foundWork;
    }

    /** What the turn is about. */
    void saw(List<StoredMessage> said, List<StoredMessage> pending) {
        foundWork();
        history = said.size();
        messages += pending.size();
    }

    void replies(List<String> texts) {
        parts += texts.size();
        characters += texts.stream().mapToInt(String::length).sum();
    }

    /** Of all turns together; 0 where the stage was not reached. */
    public long nanos(Stage stage) {
        return nanos.getOrDefault(stage, 0L);
    }

    /** Messages of the conversation that were loaded last. */
    public int history() {
        return history;
    }

    /** Messages that waited for an answer. */
    public int messages() {
        return messages;
    }

    /** WhatsApp messages that the new replies are made of. */
    public int parts() {
        return parts;
    }

    public int characters() {
        return characters;
    }
}
