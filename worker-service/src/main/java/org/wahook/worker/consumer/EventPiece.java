package org.wahook.worker.consumer;

import java.util.List;
import java.util.Set;
import org.wahook.shared.meta.WebhookPieces;
import org.wahook.worker.route.Event;

/**
 * What is routed by itself: an event, or a part of one.
 *
 * @param phoneNumberId the business's number; empty where it is about several or none
 * @param keys two that share one stay in their order; empty where that was not found out
 * @param part whether it can't be taken apart any more
 */
record EventPiece(Delivery delivery, Event event, String phoneNumberId, Set<String> keys, boolean part) {

    static EventPiece whole(Delivery delivery, Event event) {
        return new EventPiece(delivery, event, "", Set.of(), false);
    }

    /** Its parts, in the order in which they are to be stored. */
    List<EventPiece> parts() {
        return part
                ? List.of(this)
                : WebhookPieces.of(event.body()).stream().map(this::part).toList();
    }

    private EventPiece part(WebhookPieces.Piece piece) {
        Event alone = new Event(event.id(), event.receivedAt(), piece.body(), event.trace());
        return new EventPiece(delivery, alone, piece.phoneNumberId(), piece.keys(), true);
    }
}
