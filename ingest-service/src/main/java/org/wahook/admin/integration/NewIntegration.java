package org.wahook.admin.integration;

import java.util.Optional;
import org.wahook.admin.chatbot.ChatbotRules;
import org.wahook.admin.rest.Form;
import org.wahook.admin.rest.Parsed;
import org.wahook.admin.verification.MetaVerification;
import org.wahook.platform.config.Secret;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is to be created.
 *
 * @param chatbotName kept as it is where empty, like the API key
 * @param replayUnrouted whether events that came for the number before are routed now
 */
public record NewIntegration(
        String chatbotId,
        String phoneNumberId,
        Secret accessToken,
        String verifyToken,
        String businessAccountId,
        String webhookUrl,
        Optional<String> chatbotName,
        Optional<Secret> apiKey,
        boolean replayUnrouted) {

    public static Parsed<NewIntegration> read(ObjectNode body) {
        Form form = Form.of(body);
        String chatbotId = form.text("chatbotId", IntegrationRules.CHATBOT_ID);
        String phoneNumberId = form.text("phoneNumberId", IntegrationRules.PHONE_NUMBER_ID);
        String accessToken = form.text("accessToken", IntegrationRules.ACCESS_TOKEN);
        String verifyToken = form.text("verifyToken", IntegrationRules.VERIFY_TOKEN);
        String businessAccountId = form.text("businessAccountId", IntegrationRules.BUSINESS_ACCOUNT_ID);
        String webhookUrl = form.text("webhookUrl", IntegrationRules.WEBHOOK_URL);
        Optional<String> name = form.optionalText("chatbotName", ChatbotRules.NAME);
        Optional<String> apiKey = form.optionalText("apiKey", ChatbotRules.API_KEY);
        Optional<Boolean> replayUnrouted = form.optionalTruth("replayUnrouted");
        return form.complete(() -> new NewIntegration(
                chatbotId,
                phoneNumberId,
                new Secret(accessToken),
                verifyToken,
                businessAccountId,
                webhookUrl,
                name,
                apiKey.map(Secret::new),
                replayUnrouted.orElse(false)));
    }

    MetaVerification.Subject subject() {
        return new MetaVerification.Subject(phoneNumberId, businessAccountId, accessToken, verifyToken, webhookUrl);
    }

    /** Secrets stay out of what is printed. */
    @Override
    public String toString() {
        return "NewIntegration[chatbot " + chatbotId + ", number " + phoneNumberId + "]";
    }
}
