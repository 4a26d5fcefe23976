package org.wahook.sandbox.chaos;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.wahook.sandbox.process.SeededClient;

/** The customers' messages as PostgreSQL has them, in the order in which they were stored. */
final class StoredMessages {

    private static final String MESSAGES = """
            SELECT concat_ws(' ', chatbot_id, wa_message_id, status) FROM messages
            WHERE direction = 'inbound' ORDER BY id
            """;

    private final Map<String, Integer> places = new HashMap<>();
    private final Set<String> failed = new HashSet<>();

    private StoredMessages(List<String> lines) {
        for (String line : lines) {
            List<String> words = List.of(line.split(" ", -1));
            String key = words.get(0) + " " + words.get(1);
            places.put(key, places.size());
            if (words.get(2).equals("failed")) {
                failed.add(key);
            }
        }
    }

    static StoredMessages of(ChaosSystem system) {
        return new StoredMessages(system.query(MESSAGES));
    }

    boolean stored(SeededClient owner, Ledger.Entry message) {
        return places.containsKey(key(owner, message));
    }

    /** Given up, with a dead letter that says why. */
    boolean failed(SeededClient owner, Ledger.Entry message) {
        return failed.contains(key(owner, message));
    }

    /** Messages that were answered after one of the same conversation that had been stored later. */
    Set<Long> outOfOrder(Ledger ledger) {
        Set<Long> found = new HashSet<>();
        ledger.replies().forEach((conversation, replies) -> {
            int furthest = -1;
            for (List<Long> reply : replies) {
                int furthestBefore = furthest;
                for (Long number : reply) {
                    int place = place(ledger.entry(number), conversation);
                    if (place < furthestBefore) {
                        found.add(number);
                    }
                    furthest = Math.max(furthest, place);
                }
            }
        });
        return found;
    }

    private int place(Ledger.Entry message, String conversation) {
        return message.owners.stream()
                .filter(owner -> Ledger.conversation(owner.accessToken(), message.contact)
                        .equals(conversation))
                .map(owner -> places.getOrDefault(key(owner, message), Integer.MAX_VALUE))
                .findFirst()
                .orElse(Integer.MAX_VALUE);
    }

    private static String key(SeededClient owner, Ledger.Entry message) {
        return owner.chatbotId() + " " + message.wamid();
    }
}
