package org.wahook.admin.verification;

import java.util.UUID;
import org.wahook.platform.json.Json;
import tools.jackson.databind.node.ObjectNode;

/** An integration that has the verify token that was asked for. */
record TokenMatch(UUID integrationId, String chatbotId, String phoneNumberId, String status, String chatbotStatus) {

    /** The handshake is answered for active ones alone. */
    boolean accepted() {
        return status.equals("active") && chatbotStatus.equals("active");
    }

    ObjectNode toJson() {
        return Json.object()
                .put("integrationId", integrationId.toString())
                .put("chatbotId", chatbotId)
                .put("phoneNumberId", phoneNumberId)
                .put("status", status)
                .put("chatbotStatus", chatbotStatus)
                .put("accepted", accepted());
    }
}
