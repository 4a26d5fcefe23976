package org.wahook.ingest.admin;

import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.wahook.ingest.admin.analytics.AnalyticsEndpoints;
import org.wahook.ingest.admin.analytics.AnalyticsStore;
import org.wahook.ingest.admin.chatbot.ChatbotEndpoints;
import org.wahook.ingest.admin.chatbot.ChatbotStore;
import org.wahook.ingest.admin.deadletter.DeadLetterEndpoints;
import org.wahook.ingest.admin.integration.IntegrationEndpoints;
import org.wahook.ingest.admin.integration.IntegrationStore;
import org.wahook.ingest.admin.rest.Endpoint;
import org.wahook.shared.deadletter.DeadLetters;
import org.wahook.shared.secrets.Encryption;

/** All operations there are. */
public final class AdminApi {

    private final List<Endpoint> endpoints;

    public AdminApi(Jdbi jdbi, Encryption encryption, DeadLetters deadLetters) {
        endpoints = Stream.of(
                        new IntegrationEndpoints(new IntegrationStore(jdbi, encryption)).endpoints(),
                        new ChatbotEndpoints(new ChatbotStore(jdbi, encryption)).endpoints(),
                        new DeadLetterEndpoints(deadLetters).endpoints(),
                        new AnalyticsEndpoints(new AnalyticsStore(jdbi), Clock.systemUTC()).endpoints())
                .flatMap(List::stream)
                .toList();
    }

    public List<Endpoint> endpoints() {
        return endpoints;
    }
}
