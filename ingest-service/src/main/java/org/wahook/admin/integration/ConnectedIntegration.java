package org.wahook.admin.integration;

import java.util.Optional;
import org.wahook.admin.verification.Report;
import tools.jackson.databind.node.ObjectNode;

/**
 * An integration that was created, and what was done for it then.
 *
 * @param connection what Meta answered; empty where it was not asked
 */
public record ConnectedIntegration(Integration integration, EarlierEvents earlier, Optional<Report> connection) {

    /** Events that came for the number before an account had it. */
    public sealed interface EarlierEvents {

        /** Routed now. */
        record Replayed(long count) implements EarlierEvents {}

        /** They were to be routed, and RabbitMQ could not be asked. */
        record NotReplayed() implements EarlierEvents {}

        /** They stay in {@code whatsapp.unrouted}. */
        record Waiting(long count) implements EarlierEvents {}
    }

    /** How many events that came before are routed now. */
    public long replayed() {
        return earlier instanceof EarlierEvents.Replayed(long count) ? count : 0;
    }

    ObjectNode toJson() {
        ObjectNode json = integration.toJson();
        switch (earlier) {
            case EarlierEvents.Replayed(long count) -> json.put("replayedUnrouted", count);
            case EarlierEvents.NotReplayed() ->
                warn(
                        json,
                        "RabbitMQ is unavailable: events that came for this number before were not replayed. Replay them"
                                + " from whatsapp.unrouted once it is back.");
            case EarlierEvents.Waiting(long count) -> {
                if (count > 0) {
                    warn(
                            json,
                            ("%d event(s) of this number came before it had an account and are in whatsapp.unrouted."
                                            + " Replay them, or give \"replayUnrouted\": true with the account.")
                                    .formatted(count));
                }
            }
        }
        connection.ifPresent(report -> json.set("verification", report.toJson()));
        return json;
    }

    private static void warn(ObjectNode json, String warning) {
        json.withArray("warnings").add(warning);
    }
}
