package org.wahook.worker.route;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Set;

/** Counts what of the webhooks was kept and not acted on, by Meta's field. */
final class KeptMeters {

    /** Others count as "other": a label must not be made of what strangers send. */
    private static final Set<String> FIELDS = Set.of(
            "messages",
            "smb_message_echoes",
            "standby",
            "history",
            "messaging_handovers",
            "smb_app_state_sync",
            "account_update",
            "account_alerts",
            "account_review_update",
            "account_settings_update",
            "business_capability_update",
            "phone_number_quality_update",
            "phone_number_name_update",
            "message_template_status_update",
            "message_template_quality_update",
            "template_category_update",
            "user_preferences",
            "calls",
            "flows",
            "security");

    private final MeterRegistry meters;

    KeptMeters(MeterRegistry meters) {
        this.meters = meters;
        count("other");
    }

    void kept(List<WebhookChange> changes) {
        changes.forEach(change -> count(FIELDS.contains(change.field()) ? change.field() : "other")
                .increment());
    }

    private Counter count(String field) {
        return Counter.builder("wahook.webhook.changes")
                .description("What of webhooks became no message and no status, kept in webhook_changes")
                .tag("field", field)
                .register(meters);
    }
}
