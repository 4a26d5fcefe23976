package org.wahook.shared.deadletter;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/** Where a page of letters ended: letters are ordered by the time at which they were given up, the oldest first. */
public record LetterPlace(Instant failedAt, String queue, String id, String phoneNumberId) {

    private static final String SEPARATOR = "\n";
    private static final int PARTS = 4;

    public String mark() {
        return String.join(SEPARATOR, failedAt.toString(), queue, id, phoneNumberId);
    }

    public static Optional<LetterPlace> parse(String mark) {
        String[] parts = mark.split(SEPARATOR, -1);
        try {
            return parts.length == PARTS
                    ? Optional.of(new LetterPlace(Instant.parse(parts[0]), parts[1], parts[2], parts[3]))
                    : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
