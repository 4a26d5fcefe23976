package org.wahook.shared.deadletter;

import java.util.Set;

/** Which letters are meant. Always named: nothing is replayed or thrown away by leaving something out. */
public sealed interface Selection {

    record All() implements Selection {}

    record OfChatbot(String chatbotId) implements Selection {}

    record WithIds(Set<String> ids) implements Selection {
        public WithIds {
            ids = Set.copyOf(ids);
        }
    }

    default boolean matches(DeadLetter letter) {
        return switch (this) {
            case All() -> true;
            case OfChatbot(String chatbotId) -> letter.chatbotId().equals(chatbotId);
            case WithIds(Set<String> ids) -> ids.contains(letter.id());
        };
    }
}
