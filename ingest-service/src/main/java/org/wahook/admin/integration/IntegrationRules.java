package org.wahook.admin.integration;

import org.wahook.admin.chatbot.ChatbotRules;
import org.wahook.admin.rest.Rule;

/** What the fields of an integration must be like. Lengths leave room for what Meta may do. */
public final class IntegrationRules {

    public static final Rule CHATBOT_ID = ChatbotRules.ID;

    static final Rule PHONE_NUMBER_ID = Rule.pattern("\\d{1,32}", "be Meta's phone_number_id: digits only");
    static final Rule BUSINESS_ACCOUNT_ID = Rule.pattern(
            "[A-Za-z0-9][A-Za-z0-9._-]{0,63}",
            "be Meta's id of the WhatsApp business account: letters, digits, dots and dashes");
    static final Rule ACCESS_TOKEN = Rule.headerToken(4000);
    static final Rule VERIFY_TOKEN = Rule.text(1, 1000);
    static final Rule WEBHOOK_URL = Rule.httpsUrl(2000);
    static final Rule STATUS = Rule.oneOf("active", "inactive");

    private IntegrationRules() {}
}
