package org.wahook.sandbox.run;

import java.util.Objects;
import org.wahook.testbed.meta.Customer;
import org.wahook.testbed.meta.WebhookNumber;

/**
 * One of the two clients that share the webhook URL, and a customer of theirs with a first message.
 *
 * @param name as a person calls it
 * @param phoneNumberId the client's number at Meta
 */
record DemoClient(
        String name,
        String chatbotId,
        String phoneNumberId,
        String apiKey,
        String verifyToken,
        String accessToken,
        Customer customer,
        String question) {

    static final DemoClient SHOP = new DemoClient(
            "the shop",
            "ecommerce-chatbot-id",
            "123456789",
            "shop-api-key",
            "shop-verify-token",
            "shop-access-token",
            Customer.withPhone("4915112345678", "Anna"),
            "Hi! Do you have the rain jacket in green?");

    static final DemoClient SUPPORT = new DemoClient(
            "support",
            "support-chatbot-id",
            "987654321",
            "support-api-key",
            "support-verify-token",
            "support-access-token",
            Customer.withPhone("14155550123", "Bob"),
            "My order arrived broken. What now?");

    WebhookNumber number() {
        return WebhookNumber.of("waba-" + chatbotId, phoneNumberId);
    }

    /** Digits only. */
    String customerPhone() {
        return Objects.requireNonNull(customer.phone());
    }
}
