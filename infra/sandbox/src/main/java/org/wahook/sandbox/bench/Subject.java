package org.wahook.sandbox.bench;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.wahook.sandbox.bench.figure.Figure;

/** What can be measured. */
enum Subject {
    INGEST,
    REPLY,
    SLOW_AI,
    NOISY,
    START,
    MEMORY;

    /** One bench: it starts what it needs, and ends it. */
    interface Bench {
        List<Figure> measure(BenchEnvironment environment, Pace pace) throws InterruptedException;
    }

    static Optional<Subject> of(String word) {
        return Stream.of(values())
                .filter(subject -> subject.word().equals(word))
                .findFirst();
    }

    /** As on the command line. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    Bench bench() {
        return switch (this) {
            case INGEST -> new IngestBench();
            case REPLY -> new ReplyBench();
            case SLOW_AI -> new SlowAiBench();
            case NOISY -> new NoisyBench();
            case START -> new StartBench();
            case MEMORY -> new MemoryBench();
        };
    }
}
