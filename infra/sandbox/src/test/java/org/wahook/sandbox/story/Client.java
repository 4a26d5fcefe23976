package org.wahook.sandbox.story;

import org.wahook.testbed.meta.WebhookNumber;

/** A client of the story: everything of it carries its name, so that a mix-up shows. */
record Client(String name, WebhookNumber number) {

    /** With a number of its own. */
    static Client named(String name) {
        return new Client(name, WebhookNumber.of("waba-" + name, "number-of-" + name));
    }

    String chatbotId() {
        return name + "-chatbot";
    }

    String apiKey() {
        return "key-of-" + name;
    }

    String verifyToken() {
        return "verify-token-of-" + name;
    }

    String accessToken() {
        return "access-token-of-" + name;
    }

    String uniqueClientId(String contactId) {
        return "whatsapp_" + contactId + "_" + chatbotId();
    }
}
