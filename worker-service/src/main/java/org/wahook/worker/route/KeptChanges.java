package org.wahook.worker.route;

import java.util.List;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;

/** Keeps changes of other fields than {@code messages}, once each. */
final class KeptChanges {

    private static final String INSERT = """
            INSERT INTO webhook_changes (event_id, position, field, waba_id, phone_number_id, value)
            SELECT event, position, field, waba, number, value::jsonb
            FROM unnest(:events, :positions, :fields, :wabas, :numbers, :values)
                AS came (event, position, field, waba, number, value)
            ON CONFLICT (event_id, position) DO NOTHING
            """;

    private KeptChanges() {}

    static void insert(Handle handle, List<KeptChange> changes) {
        if (changes.isEmpty()) {
            return;
        }
        handle.createUpdate(INSERT)
                .bind("events", changes.stream().map(KeptChange::eventId).toArray(String[]::new))
                .bind(
                        "positions",
                        IntStream.range(0, changes.size())
                                .mapToObj(i -> changes.get(i).position())
                                .toArray(Integer[]::new))
                .bind(
                        "fields",
                        changes.stream()
                                .map(kept -> Clean.text(kept.change().field()))
                                .toArray(String[]::new))
                .bind(
                        "wabas",
                        changes.stream()
                                .map(kept -> Clean.text(kept.change().wabaId()))
                                .toArray(String[]::new))
                .bind(
                        "numbers",
                        changes.stream()
                                .map(kept -> kept.change()
                                        .phoneNumberId()
                                        .map(Clean::text)
                                        .orElse(null))
                                .toArray(String[]::new))
                .bind(
                        "values",
                        changes.stream()
                                .map(kept -> Clean.json(kept.change().json().path("value")))
                                .toArray(String[]::new))
                .execute();
    }
}
