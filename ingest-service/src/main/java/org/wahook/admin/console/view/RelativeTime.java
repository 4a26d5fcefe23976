package org.wahook.admin.console.view;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** A point in time as people say it: how long ago, or in how long. */
public record RelativeTime(Instant at, Instant now) {

    static Optional<RelativeTime> of(Optional<Instant> time, Instant now) {
        return time.map(at -> new RelativeTime(at, now));
    }

    static Optional<RelativeTime> of(String text, Instant now) {
        try {
            return Optional.of(new RelativeTime(Instant.parse(text), now));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    public String iso() {
        return at.toString();
    }

    public boolean isPast() {
        return at.isBefore(now);
    }

    /** How long it is from now, either way. */
    public String distance() {
        Duration distance = Duration.between(at, now).abs();
        if (distance.toSeconds() < 60) {
            return distance.toSeconds() + " s";
        }
        if (distance.toMinutes() < 60) {
            return distance.toMinutes() + " min";
        }
        return distance.toHours() < 48 ? distance.toHours() + " h" : distance.toDays() + " days";
    }

    public String words() {
        return isPast() ? distance() + " ago" : "in " + distance();
    }
}
