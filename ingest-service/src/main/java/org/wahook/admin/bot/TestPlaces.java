package org.wahook.admin.bot;

import java.util.HashMap;
import java.util.Map;

/** How many tests run at once. A test takes as long as a bot does, so one client's slow bot must leave places for others. */
final class TestPlaces {

    static final int MOST = 8;
    static final int MOST_OF_A_CLIENT = 2;

    private final Map<String, Integer> taken = new HashMap<>();

    /** False where there is none, now; nobody waits for one. */
    synchronized boolean take(String chatbotId) {
        int all = taken.values().stream().mapToInt(Integer::intValue).sum();
        int own = taken.getOrDefault(chatbotId, 0);
        if (all >= MOST || own >= MOST_OF_A_CLIENT) {
            return false;
        }
        taken.put(chatbotId, own + 1);
        return true;
    }

    synchronized void giveBack(String chatbotId) {
        taken.computeIfPresent(chatbotId, (id, own) -> own > 1 ? own - 1 : null);
    }
}
