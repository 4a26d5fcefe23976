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
 * @param turn the turn that was claimed and not released: only its holder may delay the job or give it up
 * @param goesOn the job has had its share of turns and still holds the conversation's: the same job is published again
 */
public record TurnReport(
        Outcome outcome,
        Optional<Long> replied,
        List<Long> seen,
        List<String> wamids,
        Optional<ClaimedTurn> turn,
        boolean goesOn) {

    public TurnReport {
        seen = List.copyOf(seen);
        wamids = List.copyOf(wamids);
    }

    public static TurnReport of(Outcome outcome) {
        return new TurnReport(outcome, Optional.empty(), List.of(), List.of(), Optional.empty(), false);
    }

    TurnReport withReplied(long turnNumber) {
        return new TurnReport(outcome, Optional.of(turnNumber), seen, wamids, turn, goesOn);
    }

    TurnReport thatGoesOn() {
        return new TurnReport(outcome, replied, seen, wamids, turn, true);
    }

    public TurnReport heldBy(ClaimedTurn holder) {
        return new TurnReport(outcome, replied, seen, wamids, Optional.of(holder), goesOn);
    }

    public TurnReport about(Unfinished messages) {
        return new TurnReport(outcome, replied, messages.ids(), messages.wamids(), turn, goesOn);
    }

    static TurnReport of(Outcome outcome, List<StoredMessage> pending) {
        return new TurnReport(
                outcome,
                Optional.empty(),
                pending.stream().map(StoredMessage::id).toList(),
                pending.stream().flatMap(message -> message.wamid().stream()).toList(),
                Optional.empty(),
                false);
    }
}
