package org.wahook.shared.deadletter;

import java.util.Optional;
import java.util.Set;

/** Which letters are replayed or discarded. It is always explicit: an incomplete request selects nothing. */
public sealed interface Selection {

    record All() implements Selection {}

    record OfChatbot(String chatbotId) implements Selection {}

    /** Those of one reason, of all chatbots or of one. */
    record OfReason(String reason, Optional<String> chatbotId) implements Selection {}

    record WithIds(Set<String> ids) implements Selection {
        public WithIds {
            ids = Set.copyOf(ids);
        }
    }

    /** Those about one number. */
    record OfNumber(String phoneNumberId) implements Selection {}

    default boolean matches(DeadLetter letter) {
        return switch (this) {
            case All() -> true;
            case OfChatbot(String chatbotId) -> letter.chatbotId().equals(chatbotId);
            case OfReason(String reason, var chatbotId) ->
                letter.reason().equals(reason)
                        && chatbotId.map(letter.chatbotId()::equals).orElse(true);
            case WithIds(Set<String> ids) -> ids.contains(letter.id());
            case OfNumber(String number) -> letter.phoneNumberId().equals(number);
        };
    }
}
