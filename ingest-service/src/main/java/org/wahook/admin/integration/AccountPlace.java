package org.wahook.admin.integration;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.wahook.admin.rest.PageCursor;
import org.wahook.admin.rest.Rule;

/**
 * Where a page of accounts ended. All lists of accounts are ordered by age, so a cursor of one works in the others.
 */
public record AccountPlace(Instant createdAt, UUID id) {

    public static final Rule RULE = PageCursor.rule(AccountPlace::read);

    /** For {@link org.wahook.admin.rest.Page}. */
    public String mark() {
        return createdAt + " " + id;
    }

    public static Optional<AccountPlace> read(String cursor) {
        return PageCursor.mark(cursor).flatMap(AccountPlace::parse);
    }

    private static Optional<AccountPlace> parse(String mark) {
        String[] parts = mark.split(" ", 2);
        try {
            return parts.length < 2
                    ? Optional.empty()
                    : Optional.of(new AccountPlace(Instant.parse(parts[0]), UUID.fromString(parts[1])));
        } catch (IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }
}
