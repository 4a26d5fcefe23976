package org.wahook.worker.route;

import java.util.List;
import org.jdbi.v3.core.Handle;
import org.wahook.platform.database.SqlArrays;

/** Keeps what of the webhooks became no message and no status, once each. */
final class WebhookChanges {

    private static final String INSERT = """
            INSERT INTO webhook_changes (event_id, position, field, waba_id, phone_number_id, value)
            SELECT event, position, field, waba, number, value::jsonb
            FROM unnest(:events, :positions, :fields, :wabas, :numbers, :values)
                AS came (event, position, field, waba, number, value)
            ON CONFLICT (event_id, position) DO NOTHING
            """;

    private WebhookChanges() {}

    static void insert(Handle handle, List<WebhookChange> changes) {
        if (changes.isEmpty()) {
            return;
        }
        SqlArrays<WebhookChange> kept = SqlArrays.of(changes);
        handle.createUpdate(INSERT)
                .bind("events", kept.strings(WebhookChange::eventId))
                .bind("positions", kept.integers(WebhookChange::position))
                .bind("fields", kept.strings(it -> NulSanitizer.text(it.field())))
                .bind("wabas", kept.strings(it -> NulSanitizer.text(it.wabaId())))
                .bind(
                        "numbers",
                        kept.strings(
                                it -> it.phoneNumberId().map(NulSanitizer::text).orElse(null)))
                .bind("values", kept.strings(it -> NulSanitizer.json(it.value())))
                .execute();
    }
}
