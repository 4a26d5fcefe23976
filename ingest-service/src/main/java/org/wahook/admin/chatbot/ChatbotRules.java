package org.wahook.admin.chatbot;

import org.wahook.admin.rest.Rule;
import org.wahook.shared.bot.StandardWebhooks;

/** What the fields of a chatbot must be like. */
public final class ChatbotRules {

    public static final Rule ID = Rule.text(1, 200);
    public static final Rule NAME = Rule.text(0, 200);
    public static final Rule API_KEY = Rule.text(1, 4000);

    static final Rule TRANSCRIPTION_KEY = Rule.headerToken(4000);

    static final Rule SIGNING_SECRET = StandardWebhooks::complaint;

    static final Rule STATUS = Rule.oneOf("active", "inactive");

    private ChatbotRules() {}
}
