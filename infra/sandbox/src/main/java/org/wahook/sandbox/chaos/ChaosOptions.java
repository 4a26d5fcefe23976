package org.wahook.sandbox.chaos;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a run does.
 *
 * @param rate messages a second; each is posted three times
 * @param between from one fault's end to the next
 * @param messages written at least
 * @param cluster three RabbitMQ nodes instead of one
 * @param isHostile whether it must be seen, too, that nobody holds the webhooks up
 */
record ChaosOptions(List<Fault> faults, int rate, Duration between, int messages, boolean cluster, boolean isHostile) {

    /** The group of those who take more than their share. */
    private static final String HOSTILE = "hostile";

    static final String HELP = """
            ./dev chaos [hostile | --short | --cluster] [--rate N] [--messages N] [--fault NAME]...
            ./dev chaos model

            Writes messages at a steady rate through the real ingest, each posted three times and out of order, while one
            thing after another is harmed. Prints one table, and ends with 0 only when nothing was lost, nobody was
            answered twice, and every conversation was answered in its order. Meanwhile people write to customers and pause
            the bot. At the end nothing may be pending, and no draft may lie.

            model: looks at every interleaving of the turn protocol's steps in large searches, some minutes and 2 GB.

              hostile        strangers and bad neighbours, each alone and then all at once; webhooks must be answered
                             within a second, and other clients' customers within 250 ms (p99)
              --short        the few kinds of fault that matter most, 50 messages a second
              --cluster      faults of single nodes of a RabbitMQ cluster of three, 50 messages a second
              --rate N       messages a second (100)
              --messages N   goes on without a fault until so many were written (50000)
              --fault NAME   only this one, not with --cluster; repeatable. The names:
            """;

    static ChaosOptions few(int rate, Duration between) {
        return new ChaosOptions(Fault.few(), rate, between, 0, false, false);
    }

    /** @throws IllegalArgumentException says what is wrong, for people */
    static ChaosOptions parse(List<String> arguments) {
        ChaosOptions options = kind(arguments);
        Deque<String> left = new ArrayDeque<>(arguments);
        List<Fault> chosen = new ArrayList<>();
        while (!left.isEmpty()) {
            String name = left.pop();
            switch (name) {
                case "--short", "--cluster", HOSTILE -> {}
                case "--rate" -> options = options.withRate(number(name, left));
                case "--messages" -> options = options.withMessages(number(name, left));
                case "--fault" -> chosen.add(fault(left.isEmpty() ? "" : left.pop()));
                default -> throw new IllegalArgumentException("no such option: " + name);
            }
        }
        return chosen.isEmpty() ? options : options.withFaults(chosen);
    }

    private static ChaosOptions kind(List<String> arguments) {
        if (arguments.contains("--short")) {
            return few(50, Duration.ofSeconds(5));
        }
        if (arguments.contains(HOSTILE)) {
            return new ChaosOptions(HostileFaults.all(), 100, Duration.ofSeconds(5), 0, false, true);
        }
        return arguments.contains("--cluster")
                ? new ChaosOptions(ClusterFaults.all(), 50, Duration.ofSeconds(10), 0, true, false)
                : new ChaosOptions(Fault.all(), 100, Duration.ofSeconds(10), 50_000, false, false);
    }

    private static int number(String option, Deque<String> left) {
        String value = left.isEmpty() ? "" : left.pop();
        if (!value.matches("[1-9]\\d{0,6}")) {
            throw new IllegalArgumentException(option + " needs a number from 1, not '" + value + "'");
        }
        return Integer.parseInt(value);
    }

    /** Those that {@code --fault} can name. */
    static List<Fault> allFaults() {
        return Stream.concat(Fault.all().stream(), HostileFaults.harms().stream())
                .toList();
    }

    private static Fault fault(String name) {
        return allFaults().stream()
                .filter(it -> it.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such fault: '" + name + "'; --help lists them"));
    }

    private ChaosOptions withRate(int value) {
        return new ChaosOptions(faults, value, between, messages, cluster, isHostile);
    }

    private ChaosOptions withMessages(int value) {
        return new ChaosOptions(faults, rate, between, value, cluster, isHostile);
    }

    /** Without more messages than they need, unless those were asked for. */
    private ChaosOptions withFaults(List<Fault> chosen) {
        List<Fault> all = isHostile
                ? Stream.concat(Stream.of(HostileFaults.WARM_UP), chosen.stream())
                        .toList()
                : List.copyOf(chosen);
        return new ChaosOptions(all, rate, between, messages == 50_000 ? 0 : messages, cluster, isHostile);
    }
}
