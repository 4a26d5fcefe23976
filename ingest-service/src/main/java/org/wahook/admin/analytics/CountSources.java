package org.wahook.admin.analytics;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.wahook.shared.analytics.MessageCountQueries.Span;
import org.wahook.shared.analytics.TimeRange;

/**
 * Where the tallies of a period come from: whole days and hours that are counted already, and the messages themselves for
 * everything else, such as the hour that is not over and the rest of an hour in which the period begins.
 */
record CountSources(List<TimeRange> days, List<TimeRange> hours, List<TimeRange> messages) {

    /**
     * @param days that are counted, and since then unchanged
     * @param hours that are counted
     */
    static CountSources of(AnalyticsQuery period, Set<Instant> days, Set<Instant> hours) {
        CountSources sources = new CountSources(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        Instant time = period.from();
        while (time.isBefore(period.to())) {
            time = sources.add(period, time, days, hours);
        }
        return sources;
    }

    private Instant add(AnalyticsQuery period, Instant time, Set<Instant> countedDays, Set<Instant> countedHours) {
        Instant day = Span.DAY.after(time);
        if (period.bucket() == Span.DAY && countedDays.contains(time) && !day.isAfter(period.to())) {
            return append(days, period.chatbotId(), time, day);
        }
        Instant hour = Span.HOUR.after(Span.HOUR.startOf(time));
        if (countedHours.contains(time) && !hour.isAfter(period.to())) {
            return append(hours, period.chatbotId(), time, hour);
        }
        return append(messages, period.chatbotId(), time, hour.isBefore(period.to()) ? hour : period.to());
    }

    private static Instant append(List<TimeRange> stretches, Optional<String> chatbotId, Instant from, Instant to) {
        boolean goesOn = !stretches.isEmpty() && stretches.getLast().to().equals(from);
        Instant begin = goesOn ? stretches.removeLast().from() : from;
        stretches.add(new TimeRange(chatbotId, begin, to));
        return to;
    }
}
