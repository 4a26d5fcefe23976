package org.wahook.worker.intake;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** How many turns each client has in flight here: nobody may take all the places. */
final class ClientLimit {

    private final int most;
    private final ConcurrentMap<String, Integer> inFlight = new ConcurrentHashMap<>();

    ClientLimit(int most) {
        this.most = most;
    }

    boolean enter(String chatbotId) {
        boolean[] entered = {false};
        inFlight.compute(chatbotId, (id, count) -> {
            int now = count == null ? 0 : count;
            entered[0] = now < most;
            return entered[0] ? now + 1 : now;
        });
        return entered[0];
    }

    void leave(String chatbotId) {
        inFlight.computeIfPresent(chatbotId, (id, count) -> count == 1 ? null : count - 1);
    }
}
