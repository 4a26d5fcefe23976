package org.wahook.admin;

import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.wahook.admin.analytics.AnalyticsEndpoints;
import org.wahook.admin.analytics.AnalyticsOperations;
import org.wahook.admin.analytics.AnalyticsStore;
import org.wahook.admin.bot.BotHttp;
import org.wahook.admin.bot.BotStore;
import org.wahook.admin.bot.BotTestEndpoints;
import org.wahook.admin.bot.BotTestOperations;
import org.wahook.admin.chatbot.ChatbotEndpoints;
import org.wahook.admin.chatbot.ChatbotOperations;
import org.wahook.admin.chatbot.ChatbotStore;
import org.wahook.admin.contact.ContactEndpoints;
import org.wahook.admin.conversation.BotPauses;
import org.wahook.admin.conversation.ConversationEndpoints;
import org.wahook.admin.conversation.ConversationListStore;
import org.wahook.admin.conversation.ConversationOperations;
import org.wahook.admin.conversation.ConversationStore;
import org.wahook.admin.conversation.HandoffStore;
import org.wahook.admin.conversation.PersonsMessages;
import org.wahook.admin.conversation.ThreadControl;
import org.wahook.admin.conversation.ThreadStore;
import org.wahook.admin.conversation.WakeUps;
import org.wahook.admin.deadletter.DeadLetterEndpoints;
import org.wahook.admin.deadletter.DeadLetterOperations;
import org.wahook.admin.graph.GraphClient;
import org.wahook.admin.health.AccountHealth;
import org.wahook.admin.health.AccountHealthEndpoints;
import org.wahook.admin.health.AccountHealthOperations;
import org.wahook.admin.health.AccountHealthStore;
import org.wahook.admin.integration.IntegrationEndpoints;
import org.wahook.admin.integration.IntegrationOperations;
import org.wahook.admin.integration.IntegrationStore;
import org.wahook.admin.rest.Endpoint;
import org.wahook.admin.verification.MetaVerification;
import org.wahook.admin.verification.VerifyTokenEndpoints;
import org.wahook.admin.verification.VerifyTokenStore;
import org.wahook.platform.config.Secret;
import org.wahook.platform.outgoing.OutgoingAddresses;
import org.wahook.platform.secrets.Encryption;
import org.wahook.shared.analytics.RollUp;
import org.wahook.shared.contact.ContactErasure;
import org.wahook.shared.contact.ContactRows;
import org.wahook.shared.deadletter.DeadLetters;
import org.wahook.shared.media.MediaLinks;

/** The operations, and the endpoints that serve them. */
public final class AdminApi {

    private final AdminOperations operations;
    private final List<Endpoint> endpoints;

    /**
     * What the operations work with.
     *
     * @param outgoing addresses that clients' own response APIs may have
     * @param letters the queues behind the dead letters, for those who read all of them
     * @param mediaLinks to customers' files; nothing where there is no media store
     * @param fallbackVerifyToken accepted in the handshake besides those of the integrations
     */
    public record Neighbours(
            Jdbi jdbi,
            Encryption encryption,
            DeadLetterOperations deadLetters,
            DeadLetters letters,
            WakeUps wakeUps,
            GraphClient graph,
            BotHttp bots,
            OutgoingAddresses outgoing,
            Optional<MediaLinks> mediaLinks,
            Optional<Secret> fallbackVerifyToken) {}

    public AdminApi(Neighbours with) {
        Jdbi jdbi = with.jdbi();
        operations = operations(with);
        endpoints = Stream.of(
                        new IntegrationEndpoints(operations.integrations()).endpoints(),
                        new ChatbotEndpoints(operations.chatbots()).endpoints(),
                        new BotTestEndpoints(operations.botTests()).endpoints(),
                        new ConversationEndpoints(operations.conversations()).endpoints(),
                        new AccountHealthEndpoints(operations.health()).endpoints(),
                        new VerifyTokenEndpoints(new VerifyTokenStore(jdbi), with.fallbackVerifyToken()).endpoints(),
                        new DeadLetterEndpoints(operations.deadLetters()).endpoints(),
                        new ContactEndpoints(new ContactErasure(
                                        new ContactRows(jdbi), with.letters(), new RollUp(jdbi)::all))
                                .endpoints(),
                        new AnalyticsEndpoints(operations.analytics()).endpoints())
                .flatMap(List::stream)
                .toList();
    }

    private static AdminOperations operations(Neighbours with) {
        Jdbi jdbi = with.jdbi();
        ChatbotStore chatbots = new ChatbotStore(jdbi, with.encryption());
        AnalyticsStore analytics = new AnalyticsStore(jdbi);
        ConversationStore conversations = new ConversationStore(jdbi);
        return new AdminOperations(
                new IntegrationOperations(
                        new IntegrationStore(jdbi, with.encryption(), chatbots),
                        new MetaVerification(with.graph()),
                        with.deadLetters()),
                new ChatbotOperations(chatbots, with.outgoing()),
                new ConversationOperations(
                        conversations,
                        new ConversationListStore(jdbi, conversations),
                        new HandoffStore(jdbi, conversations),
                        new BotPauses(jdbi, with.wakeUps()),
                        new PersonsMessages(jdbi, with.wakeUps()),
                        new ThreadControl(new ThreadStore(jdbi, with.encryption()), with.graph()),
                        with.mediaLinks()),
                new AccountHealthOperations(
                        new AccountHealthStore(jdbi, with.encryption(), chatbotId -> lastDays(analytics, chatbotId))),
                new AnalyticsOperations(analytics, Clock.systemUTC()),
                with.deadLetters(),
                new BotTestOperations(new BotStore(jdbi, with.encryption()), with.bots(), Clock.systemUTC()));
    }

    private static Map<String, AccountHealth.LastDay> lastDays(AnalyticsStore analytics, Optional<String> chatbotId) {
        Map<String, AccountHealth.LastDay> days = new HashMap<>();
        analytics
                .lastDay(chatbotId, Instant.now())
                .forEach((id, day) -> days.put(id, new AccountHealth.LastDay(day.messages(), day.failures())));
        return days;
    }

    public AdminOperations operations() {
        return operations;
    }

    public List<Endpoint> endpoints() {
        return endpoints;
    }
}
