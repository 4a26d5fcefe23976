package org.wahook.sandbox.bench;

import java.util.ArrayList;
import java.util.List;

/** The command line. */
record BenchOptions(List<Subject> subjects, Pace pace, boolean profile, boolean help) {

    static final String USAGE = """
            ./dev bench [ingest|reply|slow-ai|noisy|start|memory]... [--short|--long] [--profile]
            Without a name all of them; with --short ingest, reply and start.
              --short    fewer and shorter runs, for a quick look
              --long     memory for ten minutes, and a backlog of 500,000 events
              --profile  a flight recording of each service in .dev/bench""";

    private static final List<Subject> QUICK = List.of(Subject.INGEST, Subject.REPLY, Subject.START);

    BenchOptions {
        subjects = List.copyOf(subjects);
    }

    /** @throws IllegalArgumentException for a word that is none of them */
    static BenchOptions parse(String[] words) {
        List<Subject> subjects = new ArrayList<>();
        Pace pace = Pace.FULL;
        boolean profile = false;
        boolean help = false;
        for (String word : words) {
            switch (word) {
                case "--short" -> pace = Pace.SHORT;
                case "--long" -> pace = Pace.LONG;
                case "--profile" -> profile = true;
                case "--help", "-h" -> help = true;
                default ->
                    subjects.add(Subject.of(word)
                            .orElseThrow(() -> new IllegalArgumentException("there is no bench '" + word + "'")));
            }
        }
        if (subjects.isEmpty()) {
            subjects.addAll(pace == Pace.SHORT ? QUICK : List.of(Subject.values()));
        }
        return new BenchOptions(subjects, pace, profile, help);
    }
}
