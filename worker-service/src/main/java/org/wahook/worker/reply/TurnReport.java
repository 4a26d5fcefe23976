package org.wahook.worker.reply;

import java.util.List;
import java.util.Optional;
import org.wahook.worker.outcome.Outcome;

/**
 * What a job's turn came to.
 *
 * @param replied the number of the turn whose reply was sent; empty where nothing was
 * @param seen ids of the messages it was about, for giving them up; empty where it did not get that far
 * @param wamids Meta's ids of the same messages
 * @param goesOn the job has taken its share of turns and still has the conversation's: the same job again goes on
 */
public record TurnReport(
        Outcome outcome, Optional<Long> replied, List<Long> seen, List<String> wamids, boolean goesOn) {

    private TurnReport(Outcome outcome, Optional<Long> replied, List<Long> seen, List<String> wamids) {
        this(outcome, replied, seen, wamids, false);
    }

    public TurnReport {
        seen = List.copyOf(seen);
        wamids = List.copyOf(wamids);
    }

    public static TurnReport of(Outcome outcome) {
        return new TurnReport(outcome, Optional.empty(), List.of(), List.of());
    }

    TurnReport thatGoesOn() {
        return new TurnReport(outcome, replied, seen, wamids, true);
    }

    TurnReport withReplied(long turnNumber) {
        return new TurnReport(outcome, Optional.of(turnNumber), seen, wamids);
    }

    static TurnReport of(Outcome outcome, List<StoredMessage> pending) {
        return new TurnReport(
                outcome,
                Optional.empty(),
                pending.stream().map(StoredMessage::id).toList(),
                pending.stream().flatMap(message -> message.wamid().stream()).toList());
    }
}
