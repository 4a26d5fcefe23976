package org.wahook.ingest.admin;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.wahook.ingest.admin.analytics.AnalyticsEndpoints;
import org.wahook.ingest.admin.analytics.AnalyticsStore;
import org.wahook.ingest.admin.chatbot.ChatbotEndpoints;
import org.wahook.ingest.admin.chatbot.ChatbotStore;
import org.wahook.ingest.admin.conversation.ConversationChanges;
import org.wahook.ingest.admin.conversation.ConversationEndpoints;
import org.wahook.ingest.admin.conversation.ConversationStore;
import org.wahook.ingest.admin.conversation.WakeUps;
import org.wahook.ingest.admin.deadletter.DeadLetterEndpoints;
import org.wahook.ingest.admin.health.AccountHealthEndpoints;
import org.wahook.ingest.admin.health.AccountHealthStore;
import org.wahook.ingest.admin.integration.IntegrationEndpoints;
import org.wahook.ingest.admin.integration.IntegrationStore;
import org.wahook.ingest.admin.rest.Endpoint;
import org.wahook.ingest.admin.verification.MetaVerification;
import org.wahook.ingest.admin.verification.VerifyTokenEndpoints;
import org.wahook.ingest.admin.verification.VerifyTokenStore;
import org.wahook.ingest.graph.GraphClient;
import org.wahook.shared.config.Secret;
import org.wahook.shared.deadletter.DeadLetters;
import org.wahook.shared.secrets.Encryption;

/** All operations there are. */
public final class AdminApi {

    private final List<Endpoint> endpoints;

    /**
     * What the operations work with.
     *
     * @param fallbackVerifyToken accepted in the handshake besides those of the integrations
     */
    public record Neighbours(
            Jdbi jdbi,
            Encryption encryption,
            DeadLetters deadLetters,
            WakeUps wakeUps,
            GraphClient graph,
            Optional<Secret> fallbackVerifyToken) {}

    public AdminApi(Neighbours with) {
        Jdbi jdbi = with.jdbi();
        ChatbotStore chatbots = new ChatbotStore(jdbi, with.encryption());
        endpoints = Stream.of(
                        new IntegrationEndpoints(
                                        new IntegrationStore(jdbi, with.encryption(), chatbots),
                                        new MetaVerification(with.graph()))
                                .endpoints(),
                        new ChatbotEndpoints(chatbots).endpoints(),
                        new ConversationEndpoints(
                                        new ConversationStore(jdbi), new ConversationChanges(jdbi, with.wakeUps()))
                                .endpoints(),
                        new AccountHealthEndpoints(new AccountHealthStore(jdbi, with.encryption())).endpoints(),
                        new VerifyTokenEndpoints(new VerifyTokenStore(jdbi), with.fallbackVerifyToken()).endpoints(),
                        new DeadLetterEndpoints(with.deadLetters()).endpoints(),
                        new AnalyticsEndpoints(new AnalyticsStore(jdbi), Clock.systemUTC()).endpoints())
                .flatMap(List::stream)
                .toList();
    }

    public List<Endpoint> endpoints() {
        return endpoints;
    }
}
