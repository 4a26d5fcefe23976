package org.wahook.shared.meta;

import java.util.Locale;
import java.util.Optional;

/** How far a sent message came. It never goes back, and {@link #FAILED} is final. */
public enum DeliveryStatus {
    SENT,
    DELIVERED,
    READ,
    FAILED;

    /** A voice message that was played has been read. Unknown words are none of these. */
    public static Optional<DeliveryStatus> of(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "sent" -> Optional.of(SENT);
            case "delivered" -> Optional.of(DELIVERED);
            case "read", "played" -> Optional.of(READ);
            case "failed" -> Optional.of(FAILED);
            default -> Optional.empty();
        };
    }

    /** As it stands in {@code messages.status}. */
    public String column() {
        return name().toLowerCase(Locale.ROOT);
    }
}
