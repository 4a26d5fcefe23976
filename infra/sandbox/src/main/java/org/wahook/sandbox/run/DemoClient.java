package org.wahook.sandbox.run;

import java.util.List;
import java.util.Objects;
import org.wahook.testbed.meta.Customer;
import org.wahook.testbed.meta.WebhookNumber;

/**
 * One of the clients that share the webhook URL, and a customer of theirs with a first message.
 *
 * @param name as a person calls it
 * @param phoneNumberId the client's number at Meta
 * @param settings of the chatbot, as JSON: what its bot speaks
 */
record DemoClient(
        String name,
        String chatbotId,
        String phoneNumberId,
        String apiKey,
        String verifyToken,
        String accessToken,
        Customer customer,
        String question,
        String settings) {

    static final DemoClient SHOP = new DemoClient(
            "the shop",
            "ecommerce-chatbot-id",
            "123456789",
            "shop-api-key",
            "shop-verify-token",
            "shop-access-token",
            Customer.withPhone("4915112345678", "Anna"),
            "Hi! Do you have the rain jacket in green?",
            "{}");

    static final DemoClient SUPPORT = new DemoClient(
            "support",
            "support-chatbot-id",
            "987654321",
            "support-api-key",
            "support-verify-token",
            "support-access-token",
            Customer.withPhone("14155550123", "Bob"),
            "My order arrived broken. What now?",
            "{}");

    /** Its bot speaks contract 2: buttons, a list, a photo, a location, a form. */
    static final DemoClient BISTRO = new DemoClient(
            "the bistro (contract 2)",
            "bistro-chatbot-id",
            "192837465",
            "bistro-api-key",
            "bistro-verify-token",
            "bistro-access-token",
            Customer.withPhone("81312345678", "Chiyo"),
            "Good evening!",
            """
            {"responseContract": "v2",
             "bot": {"hosts": ["127.0.0.1", "bistro.example"], "flows": ["table-form"], "actions": ["pause"]}}""");

    /** Its bot is a model behind OpenAI's chat completions. */
    static final DemoClient ADVISER = new DemoClient(
            "the adviser (OpenAI)",
            "adviser-chatbot-id",
            "564738291",
            "adviser-api-key",
            "adviser-verify-token",
            "adviser-access-token",
            Customer.withPhone("81312345678", "Chiyo"),
            "What should I read?",
            """
            {"responseContract": "openai-chat",
             "bot": {"model": "demo", "instructions": "You advise readers. Be brief.", "tools": true}}""");

    /** Those of the brief, which get a first message, and those with other bots. */
    static final List<DemoClient> ALL = List.of(SHOP, SUPPORT, BISTRO, ADVISER);

    WebhookNumber number() {
        return WebhookNumber.of("waba-" + chatbotId, phoneNumberId);
    }

    /** Digits only. */
    String customerPhone() {
        return Objects.requireNonNull(customer.phone());
    }
}
