package org.wahook.worker.consumer;

import java.time.Duration;
import org.wahook.worker.outcome.Attempts;
import org.wahook.worker.outcome.Reason;

/** What is to be done with a delivery. */
public sealed interface Verdict {

    record Ack() implements Verdict {}

    /**
     * @param queue the step of the ladder whose wait queue it goes to
     * @param pause how long it waits in all; longer than {@code queue} where it will wait again
     */
    record Wait(Duration queue, Duration pause, Attempts attempts, Reason reason, String error) implements Verdict {

        /** The same wait without a failure of its own. */
        Wait after(Attempts before) {
            return new Wait(queue, pause, before, reason, error);
        }

        Wait because(Reason other) {
            return new Wait(queue, pause, attempts, other, error);
        }
    }

    record DeadLetter(Attempts attempts, Reason reason, String error) implements Verdict {}
}
