package org.wahook.shared.meta;

import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What became of a message that we sent.
 *
 * @param messageId Meta's id of it (wamid)
 * @param status Meta's word; see {@link DeliveryStatus}
 * @param callbackData our own {@code biz_opaque_callback_data}, which tells the row even before we know the wamid
 * @param errors Meta's {@code errors} array; missing unless the status is {@code failed}
 * @param json all of it as received
 */
public record StatusUpdate(
        String messageId,
        String status,
        Optional<Instant> at,
        Optional<String> callbackData,
        JsonNode errors,
        JsonNode json) {

    /** Empty in most statuses. */
    public Optional<Pricing> pricing() {
        return Pricing.of(json);
    }

    public Optional<DeliveryStatus> delivery() {
        return DeliveryStatus.of(status);
    }
}
