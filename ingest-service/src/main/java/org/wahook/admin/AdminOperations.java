package org.wahook.admin;

import org.wahook.admin.analytics.AnalyticsOperations;
import org.wahook.admin.bot.BotTestOperations;
import org.wahook.admin.chatbot.ChatbotOperations;
import org.wahook.admin.conversation.ConversationOperations;
import org.wahook.admin.deadletter.DeadLetterOperations;
import org.wahook.admin.health.AccountHealthOperations;
import org.wahook.admin.integration.IntegrationOperations;

/** The operations that the admin API's routes and the console have in common. */
public record AdminOperations(
        IntegrationOperations integrations,
        ChatbotOperations chatbots,
        ConversationOperations conversations,
        AccountHealthOperations health,
        AnalyticsOperations analytics,
        DeadLetterOperations deadLetters,
        BotTestOperations botTests) {}
