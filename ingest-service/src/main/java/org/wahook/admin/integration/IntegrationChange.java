package org.wahook.admin.integration;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.wahook.admin.rest.Form;
import org.wahook.admin.rest.Parsed;
import org.wahook.platform.config.Secret;
import tools.jackson.databind.node.ObjectNode;

/** What is to be changed; what is empty stays as it is. */
public record IntegrationChange(
        Optional<Secret> accessToken,
        Optional<String> verifyToken,
        Optional<String> businessAccountId,
        Optional<String> webhookUrl,
        Optional<String> status) {

    static final IntegrationChange DEACTIVATION = new IntegrationChange(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.of("inactive"));

    public static Parsed<IntegrationChange> read(ObjectNode body) {
        Form form = Form.of(body);
        Optional<String> accessToken = form.changedText("accessToken", IntegrationRules.ACCESS_TOKEN);
        Optional<String> verifyToken = form.changedText("verifyToken", IntegrationRules.VERIFY_TOKEN);
        Optional<String> businessAccountId =
                form.changedText("businessAccountId", IntegrationRules.BUSINESS_ACCOUNT_ID);
        Optional<String> webhookUrl = form.changedText("webhookUrl", IntegrationRules.WEBHOOK_URL);
        Optional<String> status = form.changedText("status", IntegrationRules.STATUS);
        for (String fixed : List.of("id", "chatbotId", "phoneNumberId")) {
            if (form.has(fixed)) {
                form.problem(fixed, "can't be changed: create another integration instead");
            }
        }
        if (body.isEmpty()) {
            form.problem("", "names no field to change");
        }
        return form.complete(() -> new IntegrationChange(
                accessToken.map(Secret::new), verifyToken, businessAccountId, webhookUrl, status));
    }

    /** Whether sending is tried again where an error of the account stopped it. */
    boolean liftsStop() {
        return accessToken.isPresent() || status.filter("active"::equals).isPresent();
    }

    /** The names of the fields, for the audit log. */
    String fields() {
        List<String> fields = new ArrayList<>();
        accessToken.ifPresent(it -> fields.add("accessToken"));
        verifyToken.ifPresent(it -> fields.add("verifyToken"));
        businessAccountId.ifPresent(it -> fields.add("businessAccountId"));
        webhookUrl.ifPresent(it -> fields.add("webhookUrl"));
        status.ifPresent(it -> fields.add("status=" + it));
        return String.join(",", fields);
    }
}
