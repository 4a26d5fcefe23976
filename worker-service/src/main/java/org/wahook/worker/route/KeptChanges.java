package org.wahook.worker.route;

import java.util.List;
import org.jdbi.v3.core.Handle;
import org.wahook.shared.database.Columns;

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
        Columns<KeptChange> kept = Columns.of(changes);
        handle.createUpdate(INSERT)
                .bind("events", kept.strings(KeptChange::eventId))
                .bind("positions", kept.integers(KeptChange::position))
                .bind("fields", kept.strings(it -> Clean.text(it.change().field())))
                .bind("wabas", kept.strings(it -> Clean.text(it.change().wabaId())))
                .bind(
                        "numbers",
                        kept.strings(it ->
                                it.change().phoneNumberId().map(Clean::text).orElse(null)))
                .bind("values", kept.strings(it -> Clean.json(it.change().json().path("value"))))
                .execute();
    }
}
