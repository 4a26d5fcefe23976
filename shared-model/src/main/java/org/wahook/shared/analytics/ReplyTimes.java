package org.wahook.shared.analytics;

import java.util.Arrays;
import java.util.OptionalLong;

/**
 * How long customers waited, as a histogram, so that hours can be added up to days. Bins grow by 4 %: what is read from
 * it is at most 2 % off, and a millisecond. Times below a millisecond count as one.
 */
public final class ReplyTimes {

    public static final ReplyTimes NONE = new ReplyTimes(new int[0], new long[0]);

    /** Bin b has the times of more than GROWTH^(b-1) and at most GROWTH^b milliseconds. */
    static final double GROWTH = 1.04;

    private final int[] bins;
    private final long[] counts;

    private ReplyTimes(int[] bins, long[] counts) {
        this.bins = bins;
        this.counts = counts;
    }

    /**
     * @param bins ascending
     * @param counts how many are in each
     */
    public static ReplyTimes of(int[] bins, long[] counts) {
        if (bins.length != counts.length) {
            throw new IllegalArgumentException(bins.length + " bins, but " + counts.length + " counts");
        }
        return bins.length == 0 ? NONE : new ReplyTimes(bins.clone(), counts.clone());
    }

    public ReplyTimes plus(ReplyTimes more) {
        if (bins.length == 0 || more.bins.length == 0) {
            return bins.length == 0 ? more : this;
        }
        int[] allBins = new int[bins.length + more.bins.length];
        long[] allCounts = new long[allBins.length];
        int size = 0;
        int mine = 0;
        int theirs = 0;
        while (mine < bins.length || theirs < more.bins.length) {
            int bin = Math.min(bin(mine), more.bin(theirs));
            allBins[size] = bin;
            allCounts[size] += bin(mine) == bin ? counts[mine++] : 0;
            allCounts[size++] += more.bin(theirs) == bin ? more.counts[theirs++] : 0;
        }
        return new ReplyTimes(Arrays.copyOf(allBins, size), Arrays.copyOf(allCounts, size));
    }

    private int bin(int index) {
        return index < bins.length ? bins[index] : Integer.MAX_VALUE;
    }

    /**
     * In milliseconds, as {@code percentile_cont} has it: between two times it lies where the fraction falls. Empty where
     * there was no reply.
     *
     * @param fraction 0.5 for the median
     */
    public OptionalLong quantile(double fraction) {
        long replies = Arrays.stream(counts).sum();
        if (replies == 0) {
            return OptionalLong.empty();
        }
        double rank = fraction * (replies - 1);
        double low = at((long) Math.floor(rank));
        double high = at((long) Math.ceil(rank));
        return OptionalLong.of(Math.round(low + (rank - Math.floor(rank)) * (high - low)));
    }

    private double at(long rank) {
        long before = 0;
        int index = 0;
        while (before + counts[index] <= rank) {
            before += counts[index++];
        }
        return middle(bins[index]);
    }

    /** The time that is off by the same part of itself from both ends of its bin. */
    private static double middle(int bin) {
        return 2 * Math.pow(GROWTH, bin) / (GROWTH + 1);
    }
}
