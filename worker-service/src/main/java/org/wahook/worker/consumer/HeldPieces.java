package org.wahook.worker.consumer;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What waits for a row that somebody else has locked, in its order. Their deliveries stay unacknowledged, so they come
 * again where this worker dies. Used by the router's thread alone.
 */
final class HeldPieces {

    /** Fewer than the 500 that RabbitMQ delivers unacknowledged, so that events of other clients have room. */
    private static final int MOST_DELIVERIES = 350;

    /** A number with so many conversations that wait belongs to a client that is locked itself: none of it is tried anew. */
    private static final int MOST_CONVERSATIONS = 5;

    private final List<EventPiece> pieces = new ArrayList<>();
    private final Set<String> keys = new HashSet<>();
    private final Map<String, Integer> conversations = new HashMap<>();
    private final Set<Delivery> deliveries = Collections.newSetFromMap(new IdentityHashMap<>());

    boolean isEmpty() {
        return pieces.isEmpty();
    }

    /** No more can be taken: nothing is routed until some of it is stored. */
    boolean full() {
        return deliveries.size() >= MOST_DELIVERIES;
    }

    /** Whether a piece must wait behind one that is held. */
    boolean goesBefore(EventPiece piece) {
        return sharesKey(piece)
                || (!piece.phoneNumberId().isEmpty()
                        && conversations.getOrDefault(piece.phoneNumberId(), 0) >= MOST_CONVERSATIONS);
    }

    private boolean sharesKey(EventPiece piece) {
        return !Collections.disjoint(keys, piece.keys());
    }

    boolean has(Delivery delivery) {
        return deliveries.contains(delivery);
    }

    List<EventPiece> all() {
        return List.copyOf(pieces);
    }

    void add(EventPiece piece) {
        if (!sharesKey(piece)) {
            conversations.merge(piece.phoneNumberId(), 1, Integer::sum);
        }
        pieces.add(piece);
        keys.addAll(piece.keys());
        deliveries.add(piece.delivery());
    }

    /** In the order in which they are tried next time. */
    void replaceBy(Collection<EventPiece> left) {
        pieces.clear();
        keys.clear();
        conversations.clear();
        deliveries.clear();
        left.forEach(this::add);
    }

    /** What came on a channel that is gone comes again. */
    void dropLost() {
        if (!pieces.isEmpty()) {
            replaceBy(pieces.stream()
                    .filter(piece -> piece.delivery().channel().open())
                    .toList());
        }
    }
}
