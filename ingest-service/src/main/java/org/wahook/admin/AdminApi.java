package org.wahook.admin;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.wahook.admin.analytics.AnalyticsEndpoints;
import org.wahook.admin.analytics.AnalyticsStore;
import org.wahook.admin.chatbot.ChatbotEndpoints;
import org.wahook.admin.chatbot.ChatbotStore;
import org.wahook.admin.contact.ContactEndpoints;
import org.wahook.admin.conversation.ConversationChanges;
import org.wahook.admin.conversation.ConversationEndpoints;
import org.wahook.admin.conversation.ConversationStore;
import org.wahook.admin.conversation.WakeUps;
import org.wahook.admin.deadletter.DeadLetterEndpoints;
import org.wahook.admin.graph.GraphClient;
import org.wahook.admin.health.AccountHealthEndpoints;
import org.wahook.admin.health.AccountHealthStore;
import org.wahook.admin.integration.IntegrationEndpoints;
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

/** All operations there are. */
public final class AdminApi {

    private final List<Endpoint> endpoints;

    /**
     * What the operations work with.
     *
     * @param outgoing addresses that clients' own response APIs may have
     * @param fallbackVerifyToken accepted in the handshake besides those of the integrations
     */
    public record Neighbours(
            Jdbi jdbi,
            Encryption encryption,
            DeadLetters deadLetters,
            WakeUps wakeUps,
            GraphClient graph,
            OutgoingAddresses outgoing,
            Optional<Secret> fallbackVerifyToken) {}

    public AdminApi(Neighbours with) {
        Jdbi jdbi = with.jdbi();
        ChatbotStore chatbots = new ChatbotStore(jdbi, with.encryption());
        endpoints = Stream.of(
                        new IntegrationEndpoints(
                                        new IntegrationStore(jdbi, with.encryption(), chatbots),
                                        new MetaVerification(with.graph()))
                                .endpoints(),
                        new ChatbotEndpoints(chatbots, with.outgoing()).endpoints(),
                        new ConversationEndpoints(
                                        new ConversationStore(jdbi), new ConversationChanges(jdbi, with.wakeUps()))
                                .endpoints(),
                        new AccountHealthEndpoints(new AccountHealthStore(jdbi, with.encryption())).endpoints(),
                        new VerifyTokenEndpoints(new VerifyTokenStore(jdbi), with.fallbackVerifyToken()).endpoints(),
                        new DeadLetterEndpoints(with.deadLetters()).endpoints(),
                        new ContactEndpoints(new ContactErasure(
                                        new ContactRows(jdbi), with.deadLetters(), new RollUp(jdbi)::all))
                                .endpoints(),
                        new AnalyticsEndpoints(new AnalyticsStore(jdbi), Clock.systemUTC()).endpoints())
                .flatMap(List::stream)
                .toList();
    }

    public List<Endpoint> endpoints() {
        return endpoints;
    }
}
