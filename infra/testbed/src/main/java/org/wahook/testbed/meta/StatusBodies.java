package org.wahook.testbed.meta;

import java.time.Instant;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The objects of {@code statuses[]}. */
public final class StatusBodies {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Set<String> PRICED = Set.of("sent", "delivered");

    private StatusBodies() {}

    /** The status of a message that simulated Meta accepted. */
    public static ObjectNode of(SentMessage sent, String status, Instant at) {
        Customer to = sent.to() != null
                ? Customer.withPhone(sent.contactId(), "")
                : Customer.withoutPhone(sent.contactId(), "");
        return of(sent.wamid(), status, to, at, sent.bizOpaqueCallbackData());
    }

    /**
     * {@code sent}, {@code delivered}, {@code read} or {@code played}.
     *
     * @param bizOpaqueCallbackData empty for none
     */
    public static ObjectNode of(String wamid, String status, Customer to, Instant at, String bizOpaqueCallbackData) {
        ObjectNode body = JSON.createObjectNode();
        body.put("id", wamid).put("status", status).put("timestamp", Long.toString(at.getEpochSecond()));
        if (to.phone() != null) {
            body.put("recipient_id", to.phone());
        }
        body.put("recipient_user_id", to.userId());
        if (!bizOpaqueCallbackData.isEmpty()) {
            body.put("biz_opaque_callback_data", bizOpaqueCallbackData);
        }
        if (PRICED.contains(status)) {
            body.putObject("pricing")
                    .put("billable", false)
                    .put("pricing_model", "PMP")
                    .put("type", "free_customer_service")
                    .put("category", "service");
        }
        return body;
    }

    /** {@code failed}, with one error. */
    public static ObjectNode failed(
            String wamid, Customer to, Instant at, String bizOpaqueCallbackData, int code, String title) {
        ObjectNode body = of(wamid, "failed", to, at, bizOpaqueCallbackData);
        body.putArray("errors").add(error(code, title));
        return body;
    }

    static ObjectNode error(int code, String title) {
        ObjectNode error = JSON.createObjectNode();
        error.put("code", code).put("title", title).put("message", title);
        error.putObject("error_data").put("details", title);
        return error;
    }
}
