package org.wahook.admin.conversation;

import org.wahook.platform.json.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * A customer's file in the media store.
 *
 * @param mimeType by its bytes
 */
public record KeptFile(String objectKey, String mimeType, long bytes) {

    ObjectNode toJson() {
        return Json.object().put("mimeType", mimeType).put("bytes", bytes);
    }
}
