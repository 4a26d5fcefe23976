package org.wahook.sandbox.chaos;

import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** How long something took during each fault. */
final class Latencies {

    private final Map<String, Queue<Long>> nanos = new ConcurrentHashMap<>();

    void add(String fault, long took) {
        nanos.computeIfAbsent(fault, name -> new ConcurrentLinkedQueue<>()).add(took);
    }

    /** 99 of 100 took no longer; zero where nothing was measured. */
    Duration p99(String fault) {
        long[] sorted = nanos.getOrDefault(fault, new ConcurrentLinkedQueue<>()).stream()
                .mapToLong(Long::longValue)
                .sorted()
                .toArray();
        return sorted.length == 0 ? Duration.ZERO : Duration.ofNanos(sorted[(sorted.length - 1) * 99 / 100]);
    }
}
