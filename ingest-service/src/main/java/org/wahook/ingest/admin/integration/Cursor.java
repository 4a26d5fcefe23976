package org.wahook.ingest.admin.integration;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.wahook.ingest.admin.rest.Rule;

/** Where a page of integrations ended. Opaque to callers, so that it may change. */
record Cursor(Instant createdAt, UUID id) {

    static final Rule RULE =
            text -> read(text).isPresent() ? Optional.empty() : Optional.of("be the nextCursor of another page");

    static Cursor after(Integration integration) {
        return new Cursor(integration.createdAt(), integration.id());
    }

    String text() {
        String clear = createdAt + " " + id;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(clear.getBytes(StandardCharsets.UTF_8));
    }

    static Optional<Cursor> read(String text) {
        try {
            String clear = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
            String[] parts = clear.split(" ", 2);
            return parts.length < 2
                    ? Optional.empty()
                    : Optional.of(new Cursor(Instant.parse(parts[0]), UUID.fromString(parts[1])));
        } catch (IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }
}
