package org.wahook.worker.testing;

import java.util.UUID;
import org.wahook.testbed.meta.WebhookNumber;

/** A client with one number. */
public record Client(String chatbotId, String phoneNumberId, UUID accountId, String token) {

    public WebhookNumber number() {
        return WebhookNumber.of("waba-" + phoneNumberId, phoneNumberId);
    }
}
