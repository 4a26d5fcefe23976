package org.wahook.sandbox.bench.load;

import java.util.Arrays;

/** Latencies in nanoseconds, all of them kept: a percentile is one that was measured. For one thread. */
public final class Samples {

    private static final double NANOS_IN_A_MILLISECOND = 1e6;

    private long[] nanos = new long[1024];
    private int size;

    public void add(long latency) {
        if (size == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * size);
        }
        nanos[size++] = latency;
    }

    public int size() {
        return size;
    }

    /**
     * In milliseconds; 0 where there are no samples.
     *
     * @param percent such as 99
     */
    public double percentile(double percent) {
        if (size == 0) {
            return 0;
        }
        long[] sorted = Arrays.copyOf(nanos, size);
        Arrays.sort(sorted);
        int rank = (int) Math.ceil(percent / 100 * size);
        return sorted[Math.clamp(rank, 1, size) - 1] / NANOS_IN_A_MILLISECOND;
    }
}
