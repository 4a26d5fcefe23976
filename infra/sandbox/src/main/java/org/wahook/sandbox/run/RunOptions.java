package org.wahook.sandbox.run;

import java.util.ArrayList;
import java.util.List;

/**
 * The command line of {@code ./dev run}.
 *
 * @param numbers further phone_number_ids of the shop, so that webhooks replayed for them find a client
 */
record RunOptions(boolean once, boolean help, List<String> numbers) {

    static final String USAGE = """
            ./dev run [--once] [--number ID]...

            Starts PostgreSQL, RabbitMQ, a simulated Meta and response API, ingest-service and worker-service on this machine,
            seeds two demo clients, sends a message to each, prints what happened and where to look, and stays up until Ctrl-C. Two
            more are there for the phone: one whose bot speaks contract 2 (buttons, lists, photos, forms), and one with a model
            behind OpenAI's chat completions.

              --once       stop after the transcript; exit status 0 only if both messages were answered
              --number ID  give the first demo client this phone_number_id too (may be repeated), so that webhooks of yours
                           for that number are answered when replayed
              --help       this text

            Well-known ports (8080 webhook, 8081 admin, 8082 phone, 9080 and 9090 management) are used where they are free. Nothing is kept:
            database and queues are new at each start and gone at the end. Logs: .dev/run/""";

    RunOptions {
        numbers = List.copyOf(numbers);
    }

    /** @throws IllegalArgumentException on what is no option, with a message for the caller */
    static RunOptions parse(String... words) {
        boolean once = false;
        boolean help = false;
        List<String> numbers = new ArrayList<>();
        for (int i = 0; i < words.length; i++) {
            switch (words[i]) {
                case "--once" -> once = true;
                case "--help", "-h" -> help = true;
                case "--number" -> {
                    i++;
                    if (i == words.length || !words[i].matches("[0-9]{1,32}")) {
                        throw new IllegalArgumentException("--number needs a phone_number_id, which is digits");
                    }
                    numbers.add(words[i]);
                }
                default -> throw new IllegalArgumentException("unknown option: " + words[i]);
            }
        }
        return new RunOptions(once, help, numbers);
    }
}
