package org.wahook.shared.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ReplyTimesTest {

    private final Random random = new Random(7);

    @Test
    void quantiles_are_at_most_two_percent_off() {
        for (int replies : new int[] {1, 2, 3, 10, 1000}) {
            double[] times = times(replies);
            Arrays.sort(times);
            for (double fraction : new double[] {0, 0.5, 0.95, 1}) {
                double exact = percentile(times, fraction);
                assertThat((double) histogram(times).quantile(fraction).orElseThrow())
                        .as("%s of %s", fraction, replies)
                        .isCloseTo(exact, within(exact * 0.02 + 1));
            }
        }
    }

    @Test
    void hours_add_up_to_the_day() {
        double[] morning = times(100);
        double[] evening = times(37);
        double[] day = new double[137];
        System.arraycopy(morning, 0, day, 0, 100);
        System.arraycopy(evening, 0, day, 100, 37);

        ReplyTimes sum = ReplyTimes.NONE.plus(histogram(morning)).plus(histogram(evening));

        for (double fraction : new double[] {0, 0.3, 0.5, 0.95, 1}) {
            assertThat(sum.quantile(fraction)).isEqualTo(histogram(day).quantile(fraction));
        }
        assertThat(sum.plus(ReplyTimes.NONE).quantile(0.5)).isEqualTo(sum.quantile(0.5));
    }

    @Test
    void nobody_waited_where_nobody_got_a_reply() {
        assertThat(ReplyTimes.NONE.quantile(0.5)).isEmpty();
    }

    /** From a millisecond to a day. */
    private double[] times(int replies) {
        return random.doubles(replies, 0, Math.log(86_400_000)).map(Math::exp).toArray();
    }

    private static ReplyTimes histogram(double[] times) {
        TreeMap<Integer, Long> bins = new TreeMap<>();
        for (double time : times) {
            bins.merge((int) Math.ceil(Math.log(time) / Math.log(ReplyTimes.GROWTH)), 1L, Long::sum);
        }
        return ReplyTimes.of(
                bins.keySet().stream().mapToInt(Integer::intValue).toArray(),
                bins.values().stream().mapToLong(Long::longValue).toArray());
    }

    private static double percentile(double[] sorted, double fraction) {
        double rank = fraction * (sorted.length - 1);
        double low = sorted[(int) Math.floor(rank)];
        return low + (rank - Math.floor(rank)) * (sorted[(int) Math.ceil(rank)] - low);
    }
}
