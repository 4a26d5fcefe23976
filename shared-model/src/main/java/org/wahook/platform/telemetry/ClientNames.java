package org.wahook.platform.telemetry;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The label {@code chatbot} of metrics: the first so many chatbots that this process hears of by their ids, and all
 * others as one. Each value is a time series that Prometheus keeps, and anybody may add chatbots.
 */
public final class ClientNames {

    public static final int MOST = 200;
    public static final String OTHERS = "other";

    private final int most;
    private final Set<String> known = ConcurrentHashMap.newKeySet();

    public ClientNames() {
        this(MOST);
    }

    ClientNames(int most) {
        this.most = most;
    }

    public String labelOf(String chatbotId) {
        if (known.contains(chatbotId)) {
            return chatbotId;
        }
        synchronized (this) {
            if (known.size() < most) {
                known.add(chatbotId);
                return chatbotId;
            }
        }
        return OTHERS;
    }
}
