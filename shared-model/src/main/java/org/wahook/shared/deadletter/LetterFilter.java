package org.wahook.shared.deadletter;

import java.util.Optional;
import java.util.Set;

/** Which letters are listed. */
public record LetterFilter(Set<DeadLetterQueue> queues, Optional<String> chatbotId, Optional<String> reason) {

    public LetterFilter {
        queues = Set.copyOf(queues);
    }

    Selection selection() {
        return reason.<Selection>map(it -> new Selection.OfReason(it, chatbotId))
                .or(() -> chatbotId.map(Selection.OfChatbot::new))
                .orElseGet(Selection.All::new);
    }
}
