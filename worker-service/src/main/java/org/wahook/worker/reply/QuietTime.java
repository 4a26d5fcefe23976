package org.wahook.worker.reply;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.wahook.shared.account.ClientSettings;

/**
 * Waits, where a client wants that, until its customer has said nothing for a while: a burst of messages is one question
 * then. The virtual thread waits in place, holding the turn; the settings keep that shorter than the turn's lease.
 */
final class QuietTime {

    /** Meta tells the time of a message in whole seconds. */
    private static final Duration GRAIN = Duration.ofSeconds(1);

    private final Clock clock;

    QuietTime(Clock clock) {
        this.clock = clock;
    }

    /** What {@code load} answers once nothing new comes, or the longest wait is over. */
    List<StoredMessage> listen(ClientSettings settings, Supplier<List<StoredMessage>> load) {
        List<StoredMessage> said = load.get();
        Duration left = settings.replyDebounceMax();
        while (mayGoOn(said, settings.replyDebounce()) && left.isPositive()) {
            Duration pause = left.compareTo(settings.replyDebounce()) < 0 ? left : settings.replyDebounce();
            if (!slept(pause)) {
                return said;
            }
            left = left.minus(pause);
            List<StoredMessage> before = said;
            said = load.get();
            if (newest(said) == newest(before)) {
                return said;
            }
        }
        return said;
    }

    /** Whether the customer may still be writing; not where a reply is kept already, or a person has written one. */
    private boolean mayGoOn(List<StoredMessage> said, Duration debounce) {
        boolean answered = said.stream()
                .anyMatch(it -> (it.byHuman() && it.unsent())
                        || (it.pending() && it.turnNumber().isPresent()));
        return debounce.isPositive()
                && !answered
                && said.stream()
                        .filter(StoredMessage::pending)
                        .anyMatch(it -> it.at().plus(debounce).plus(GRAIN).isAfter(clock.instant()));
    }

    private static long newest(List<StoredMessage> said) {
        return said.stream()
                .filter(StoredMessage::pending)
                .mapToLong(StoredMessage::id)
                .max()
                .orElse(0);
    }

    /** False where the worker stops: then there is no time to wait. */
    private static boolean slept(Duration pause) {
        try {
            Thread.sleep(pause);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
