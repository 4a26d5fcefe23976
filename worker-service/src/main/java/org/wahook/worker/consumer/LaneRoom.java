package org.wahook.worker.consumer;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.wahook.shared.topology.Topology;

/** How many jobs of a lane wait here for a place of their clients: they must leave room for the lane's other clients. */
final class LaneRoom {

    private final Topology topology;
    private final int most;
    private final AtomicIntegerArray waiting;

    LaneRoom(Topology topology, int most) {
        this.topology = topology;
        this.most = most;
        this.waiting = new AtomicIntegerArray(topology.lanes());
    }

    /** False where too many wait already. */
    boolean enter(String chatbotId) {
        int lane = topology.laneOf(chatbotId);
        return waiting.getAndUpdate(lane, now -> now < most ? now + 1 : now) < most;
    }

    void leave(String chatbotId) {
        waiting.decrementAndGet(topology.laneOf(chatbotId));
    }
}
