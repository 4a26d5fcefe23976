package org.wahook.admin.health;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How an account is doing, at a glance: the worst of what was found, and what that is.
 *
 * @param cause one short sentence; empty where nothing is wrong
 */
public record Light(Level level, String cause) {

    /** The worst first. */
    public enum Level {
        BAD,
        WARN,
        WAITING,
        GOOD,
        OFF
    }

    /** Customers expect an answer within minutes. */
    private static final Duration WAITS_TOO_LONG = Duration.ofMinutes(5);

    private static final Duration WAITS_FAR_TOO_LONG = Duration.ofMinutes(30);

    /** One failure may be the customer's. */
    private static final long SOME_FAILURES = 3;

    private static final double MANY = 0.5;
    private static final double SOME = 0.05;

    public static Light of(AccountHealth it, Instant now) {
        if (!it.status().equals("active")) {
            return new Light(Level.OFF, "The integration is inactive: nothing is answered.");
        }
        if (!it.chatbotStatus().equals("active")) {
            return new Light(Level.OFF, "The chatbot is inactive: nothing is answered.");
        }
        return Stream.of(stopped(it), ai(it), failures(it), waiting(it, now), meta(it), deadLetters(it), tokens(it))
                .flatMap(Optional::stream)
                .min(Comparator.comparing(Light::level))
                .orElseGet(() -> it.lastWebhookAt().isPresent()
                        ? new Light(Level.GOOD, "")
                        : new Light(Level.WAITING, "No webhook has come yet."));
    }

    private static Optional<Light> stopped(AccountHealth it) {
        return it.pausedReason().map(why -> new Light(Level.BAD, "Sending is stopped: " + why));
    }

    /** An error after the last message that was sent: since then no turn has ended well. */
    private static Optional<Light> ai(AccountHealth it) {
        return it.aiError()
                .filter(error -> it.lastSendAt().map(error.at()::isAfter).orElse(true))
                .map(error -> new Light(
                        Level.BAD, "The AI does not answer (%s): %s".formatted(words(error.reason()), error.line())));
    }

    private static Optional<Light> failures(AccountHealth it) {
        AccountHealth.LastDay day = it.lastDay();
        double share = day.messages() == 0 ? 0 : (double) day.failures() / day.messages();
        String said = "%d of %d messages of the last 24 hours were given up.".formatted(day.failures(), day.messages());
        if (day.failures() >= SOME_FAILURES && share >= MANY) {
            return Optional.of(new Light(Level.BAD, said));
        }
        return day.failures() >= SOME_FAILURES && share >= SOME
                ? Optional.of(new Light(Level.WARN, said))
                : Optional.empty();
    }

    private static Optional<Light> waiting(AccountHealth it, Instant now) {
        return it.unanswered()
                .oldest()
                .map(since -> Duration.between(since, now))
                .filter(waited -> waited.compareTo(WAITS_TOO_LONG) > 0)
                .map(waited -> new Light(
                        waited.compareTo(WAITS_FAR_TOO_LONG) > 0 ? Level.BAD : Level.WARN,
                        "A customer has waited for an answer for %s.".formatted(words(waited))));
    }

    private static Optional<Light> meta(AccountHealth it) {
        return it.lastError()
                .filter(error -> it.lastSendAt().map(error.at()::isAfter).orElse(true))
                .map(error -> new Light(Level.WARN, "Meta took no message since its last error: " + error.line()));
    }

    private static Optional<Light> deadLetters(AccountHealth it) {
        return it.deadLetters() == 0
                ? Optional.empty()
                : Optional.of(new Light(
                        Level.WARN,
                        it.deadLetters() == 1
                                ? "1 dead letter waits for somebody to look at it."
                                : it.deadLetters() + " dead letters wait for somebody to look at them."));
    }

    private static Optional<Light> tokens(AccountHealth it) {
        return it.missing().isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Light(Level.WARN, "There is no %s.".formatted(String.join(" and no ", it.missing()))));
    }

    static String words(String reason) {
        return reason.replace("response_api_", "").replace('_', ' ');
    }

    private static String words(Duration waited) {
        if (waited.toHours() >= 48) {
            return waited.toDays() + " days";
        }
        return waited.toHours() >= 2 ? waited.toHours() + " hours" : waited.toMinutes() + " minutes";
    }
}
